using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>
/// Decodes RPC frames. Written by hand rather than generated: a generated parser copies each payload and makes a string of each topic
/// before anybody can say that it is a duplicate, and cannot stop at a number of entries.
/// </summary>
public static partial class RpcDecoder
{
    /// <summary>Decodes a frame without its length prefix; the RPC holds places in it until the next frame.</summary>
    public static RpcFault Decode(ReadOnlyMemory<byte> frame, RpcLimits limits, RpcIn rpc)
    {
        rpc.Clear();
        var reader = new ProtoReader(frame.Span, 0);
        while (reader.TryNext(out var field))
        {
            var isGood = field switch
            {
                _ when field.IsBytes(1) => Subscription(frame, field, limits, rpc),
                _ when field.IsBytes(2) => Message(frame, field, limits, rpc),
                _ when field.IsBytes(3) => Control(frame, field, limits, rpc),
                _ when field.IsBytes(PartialField) => Partial(frame, field, limits, rpc),
                _ => true,
            };
            if (!isGood)
            {
                return RpcFault.Malformed;
            }
        }

        return reader.IsMalformed ? RpcFault.Malformed : RpcFault.None;
    }

    private static ProtoReader Within(ReadOnlyMemory<byte> frame, ProtoField field) =>
        new(frame.Span.Slice(field.Start, field.Length), field.Start);

    private static bool Subscription(ReadOnlyMemory<byte> frame, ProtoField of, RpcLimits limits, RpcIn rpc)
    {
        var (topic, isSubscribed, partial) = (ReadOnlyMemory<byte>.Empty, false, PartialSupport.None);
        var reader = Within(frame, of);
        while (reader.TryNext(out var field))
        {
            if (field.IsVarint(1))
            {
                isSubscribed = field.Value != 0;
            }
            else if (field.IsBytes(2))
            {
                topic = frame.Slice(field.Start, field.Length);
            }
            else
            {
                partial = Flag(field, partial);
            }
        }

        Add(rpc, rpc.Subscriptions, limits.Subscriptions, topic, limits, new RpcSubscription(topic, isSubscribed, partial));
        return !reader.IsMalformed;
    }

    private static bool Message(ReadOnlyMemory<byte> frame, ProtoField of, RpcLimits limits, RpcIn rpc)
    {
        var (topic, data, isSigned) = (ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty, false);
        var reader = Within(frame, of);
        while (reader.TryNext(out var field))
        {
            if (field.IsBytes(2))
            {
                data = frame.Slice(field.Start, field.Length);
            }
            else if (field.IsBytes(4))
            {
                topic = frame.Slice(field.Start, field.Length);
            }
            else
            {
                isSigned |= field.Number is 1 or 3 or 5 or 6;
            }
        }

        Add(rpc, rpc.Messages, limits.Messages, topic, limits, new RpcMessage(topic, data, isSigned));
        return !reader.IsMalformed;
    }

    private static bool Control(ReadOnlyMemory<byte> frame, ProtoField of, RpcLimits limits, RpcIn rpc)
    {
        var reader = Within(frame, of);
        while (reader.TryNext(out var field))
        {
            var isGood = field switch
            {
                _ when field.IsBytes(1) => Have(frame, field, limits, rpc),
                _ when field.IsBytes(2) => Ids(frame, field, 1, rpc.Wants, limits, rpc),
                _ when field.IsBytes(3) => Graft(frame, field, limits, rpc),
                _ when field.IsBytes(4) => Prune(frame, field, limits, rpc),
                _ when field.IsBytes(5) => Ids(frame, field, 1, rpc.DontWants, limits, rpc),
                _ when field.IsBytes(6) => Extensions(frame, field, rpc),
                _ => true,
            };
            if (!isGood)
            {
                return false;
            }
        }

        return !reader.IsMalformed;
    }

    private static bool Have(ReadOnlyMemory<byte> frame, ProtoField of, RpcLimits limits, RpcIn rpc)
    {
        var (topic, first) = (ReadOnlyMemory<byte>.Empty, rpc.HaveIds.Count);
        var reader = Within(frame, of);
        while (reader.TryNext(out var field))
        {
            if (field.IsBytes(1))
            {
                topic = frame.Slice(field.Start, field.Length);
            }
        }

        if (reader.IsMalformed || !Ids(frame, of, 2, rpc.HaveIds, limits, rpc))
        {
            return false;
        }

        Add(rpc, rpc.Haves, limits.Controls, topic, limits, new RpcHave(topic, first, rpc.HaveIds.Count - first));
        return true;
    }

    private static bool Graft(ReadOnlyMemory<byte> frame, ProtoField of, RpcLimits limits, RpcIn rpc)
    {
        var topic = ReadOnlyMemory<byte>.Empty;
        var reader = Within(frame, of);
        while (reader.TryNext(out var field))
        {
            if (field.IsBytes(1))
            {
                topic = frame.Slice(field.Start, field.Length);
            }
        }

        Add(rpc, rpc.Grafts, limits.Controls, topic, limits, topic);
        return !reader.IsMalformed;
    }

    private static bool Prune(ReadOnlyMemory<byte> frame, ProtoField of, RpcLimits limits, RpcIn rpc)
    {
        var (topic, backOff) = (ReadOnlyMemory<byte>.Empty, (ulong?)null);
        var reader = Within(frame, of);
        while (reader.TryNext(out var field))
        {
            if (field.IsBytes(1))
            {
                topic = frame.Slice(field.Start, field.Length);
            }
            else if (field.IsVarint(3))
            {
                backOff = field.Value;
            }
        }

        Add(rpc, rpc.Prunes, limits.Controls, topic, limits, new RpcPrune(topic, backOff));
        return !reader.IsMalformed;
    }

    private static bool Ids(ReadOnlyMemory<byte> frame, ProtoField of, uint number, List<MessageId> ids, RpcLimits limits, RpcIn rpc)
    {
        var reader = Within(frame, of);
        while (reader.TryNext(out var field))
        {
            if (!field.IsBytes(number))
            {
                continue;
            }

            if (ids.Count >= limits.Ids)
            {
                rpc.OverLimit++;
            }
            else if (MessageId.TryRead(frame.Span.Slice(field.Start, field.Length), out var id))
            {
                ids.Add(id);
            }
            else
            {
                rpc.BadIds++;
            }
        }

        return !reader.IsMalformed;
    }

    private static void Add<T>(RpcIn rpc, List<T> list, int bound, ReadOnlyMemory<byte> topic, RpcLimits limits, T entry)
    {
        if (list.Count < bound && topic.Length <= limits.TopicLength)
        {
            list.Add(entry);
        }
        else
        {
            rpc.OverLimit++;
        }
    }
}
