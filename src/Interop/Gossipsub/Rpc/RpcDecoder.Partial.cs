using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Gossipsub.Rpc;

/// <content>Extensions, and Partial Messages among them (`extensions.proto`, `partial-messages.md` of libp2p).</content>
public static partial class RpcDecoder
{
    /// <summary>The field of Partial Messages in `ControlExtensions`.</summary>
    internal const uint PartialMessagesField = 10;

    /// <summary>The field of a partial message in an RPC.</summary>
    internal const uint PartialField = 10;

    // What the protobuf calls them in SubOpts: requestsPartial, supportsSendingPartial.
    private static PartialSupport Flag(ProtoField field, PartialSupport known) => field switch
    {
        _ when field.IsVarint(3) => field.Value != 0 ? known | PartialSupport.Requests : known & ~PartialSupport.Requests,
        _ when field.IsVarint(4) => field.Value != 0 ? known | PartialSupport.Sends : known & ~PartialSupport.Sends,
        _ => known,
    };

    private static bool Extensions(ReadOnlyMemory<byte> frame, ProtoField of, RpcIn rpc)
    {
        rpc.Extensions++;
        var reader = Within(frame, of);
        while (reader.TryNext(out var field))
        {
            if (field.IsVarint(PartialMessagesField))
            {
                rpc.HasPartialMessages = field.Value != 0;
            }
        }

        return !reader.IsMalformed;
    }

    private static bool Partial(ReadOnlyMemory<byte> frame, ProtoField of, RpcLimits limits, RpcIn rpc)
    {
        var (topic, group) = (ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty);
        ReadOnlyMemory<byte>? message = null;
        ReadOnlyMemory<byte>? metadata = null;
        var reader = Within(frame, of);
        while (reader.TryNext(out var field))
        {
            if (field.IsBytes(1))
            {
                topic = frame.Slice(field.Start, field.Length);
            }
            else if (field.IsBytes(2))
            {
                group = frame.Slice(field.Start, field.Length);
            }
            else if (field.IsBytes(3))
            {
                message = frame.Slice(field.Start, field.Length);
            }
            else if (field.IsBytes(4))
            {
                metadata = frame.Slice(field.Start, field.Length);
            }
        }

        if (reader.IsMalformed)
        {
            return false;
        }

        // An RPC has room for one.
        rpc.OverLimit += rpc.Partial is not null || topic.Length > limits.TopicLength ? 1 : 0;
        rpc.Partial = topic.Length > limits.TopicLength ? rpc.Partial : new RpcPartial(topic, group, message, metadata);
        return true;
    }
}
