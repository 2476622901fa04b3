using System.Text;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>
/// One thing a peer was told, subscribe, leave, message, have, want, dontwant, graft, prune, extensions or partial, with what it says.
/// </summary>
internal sealed record Told(string Kind, string Topic, IReadOnlyList<MessageId> Ids, ulong? BackOff, byte[] Data)
{
    internal static IEnumerable<Told> Read(ReadOnlyMemory<byte> frame)
    {
        var rpc = new RpcIn();
        if (RpcDecoder.Decode(frame, new RpcLimits(), rpc) != RpcFault.None || rpc.OverLimit + rpc.BadIds > 0)
        {
            throw new InvalidOperationException("what was sent is no RPC");
        }

        List<Told> told =
        [
            .. rpc.Subscriptions.Select(static entry => Of(entry.IsSubscribed ? "subscribe" : "leave", entry.Topic)),
            .. rpc.Messages.Select(static message => Of("message", message.Topic, data: message.Data.ToArray())),
            .. rpc.Haves.Select(have => Of("have", have.Topic, rpc.HaveIds.GetRange(have.First, have.Count))),
            .. rpc.Grafts.Select(static topic => Of("graft", topic)),
            .. rpc.Prunes.Select(static prune => Of("prune", prune.Topic, backOff: prune.BackOff)),
        ];
        if (rpc.Wants.Count > 0)
        {
            told.Add(Of("want", default, [.. rpc.Wants]));
        }

        if (rpc.DontWants.Count > 0)
        {
            told.Add(Of("dontwant", default, [.. rpc.DontWants]));
        }

        if (rpc.Extensions > 0)
        {
            told.Add(Of("extensions", default));
        }

        if (rpc.Partial is { } partial)
        {
            told.Add(Of("partial", partial.Topic, data: (partial.Message ?? default).ToArray()));
        }

        if (rpc.Messages.Any(static message => message.IsSigned))
        {
            throw new InvalidOperationException("a message that breaks StrictNoSign was sent");
        }

        return told;
    }

    private static Told Of(
        string kind, ReadOnlyMemory<byte> topic, IReadOnlyList<MessageId>? ids = null, ulong? backOff = null, byte[]? data = null) =>
        new(kind, Encoding.UTF8.GetString(topic.Span), ids ?? [], backOff, data ?? []);
}
