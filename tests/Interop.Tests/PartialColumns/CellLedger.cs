using System.Text;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Interop.PartialColumns;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Tests.PartialColumns;

/// <summary>
/// The slow literal twin of the exchange: reads the bytes on the wire and keeps, in plain sets, which cells each node holds and what each
/// has told each other. A cell may be sent only by who holds it, to who asked for it and did not say that it has it.
/// </summary>
internal sealed class CellLedger(SszContext context)
{
    private readonly Dictionary<(string At, string Of, PartialDataColumnGroupID Group), (HashSet<int> Has, HashSet<int> Wants)> _said = [];
    private readonly Dictionary<(string Node, PartialDataColumnGroupID Group), HashSet<int>> _held = [];

    /// <summary>What broke a rule, in words.</summary>
    internal List<string> Faults { get; } = [];

    /// <summary>Cells that went over the wire.</summary>
    internal int CellsSent { get; private set; }

    internal HashSet<int> Held(string node, PartialDataColumnGroupID group) =>
        _held.TryGetValue((node, group), out var held) ? held : _held[(node, group)] = [];

    internal void Sent(string from, string to, ReadOnlyMemory<byte> frame)
    {
        if (Read(frame) is not var (group, metadata, parts))
        {
            return;
        }

        var (has, wants) = Said(from, to, group);
        foreach (var index in Ones(parts?.CellsPresentBitmap))
        {
            CellsSent++;
            Require(Held(from, group).Contains(index), $"{from} sends cell {index}, which it does not hold");
            Require(!has.Contains(index), $"{from} sends cell {index} to {to}, which said that it has it");
            Require(wants.Contains(index), $"{from} sends cell {index} to {to}, which did not ask for it");
        }

        foreach (var index in Ones(metadata?.Available))
        {
            Require(Held(from, group).Contains(index), $"{from} says that it has cell {index}");
        }
    }

    internal void Received(string at, string from, ReadOnlyMemory<byte> frame)
    {
        if (Read(frame) is not var (group, metadata, parts))
        {
            return;
        }

        if (metadata is not null)
        {
            _said[(at, from, group)] = ([.. Ones(metadata.Available)], [.. Ones(metadata.Requests)]);
        }

        Said(at, from, group).Has.UnionWith(Ones(parts?.CellsPresentBitmap));
    }

    private (HashSet<int> Has, HashSet<int> Wants) Said(string at, string of, PartialDataColumnGroupID group) =>
        _said.TryGetValue((at, of, group), out var said) ? said : _said[(at, of, group)] = ([], []);

    private (PartialDataColumnGroupID, PartialDataColumnPartsMetadata?, PartialDataColumnSidecar?)? Read(ReadOnlyMemory<byte> frame)
    {
        var rpc = new RpcIn();
        if (RpcDecoder.Decode(frame, new RpcLimits(), rpc) != RpcFault.None || rpc.Partial is not { } partial)
        {
            return null;
        }

        Require(PartialGroupIds.TryDecode(partial.Group.Span, context, out var group, out _), "a group id that is none");
        Require(Encoding.UTF8.GetString(partial.Topic.Span) == Columns.Topic, "another topic");
        PartialDataColumnPartsMetadata? metadata = null;
        PartialDataColumnSidecar? parts = null;
        var isGood = (partial.Metadata is not { } said || PartialDataColumnPartsMetadata.TryDecode(said.Span, context, out metadata, out _))
            && (partial.Message is not { } sent || PartialDataColumnSidecar.TryDecode(sent.Span, context, out parts, out _));
        Require(isGood, "metadata or parts that are none");
        return (group!, metadata, parts);
    }

    internal static ReadOnlyMemory<byte> Unframed(ReadOnlyMemory<byte> frame)
    {
        var bytes = frame.Span;
        return new FrameDecoder(1 << 24).TryRead(ref bytes, out var rpc) ? rpc.Bytes : throw new InvalidOperationException("no frame");
    }

    private static IEnumerable<int> Ones(BitList? bits) => Enumerable.Range(0, bits?.Length ?? 0).Where(index => bits![index]);

    private void Require(bool holds, string fault)
    {
        if (!holds && Faults.Count < 20)
        {
            Faults.Add(fault);
        }
    }
}
