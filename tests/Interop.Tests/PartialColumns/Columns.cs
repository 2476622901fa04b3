using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.PartialColumns;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Tests.PartialColumns;

/// <summary>Columns of blocks that are made up: a cell follows from block and index, so that anybody can verify it.</summary>
internal static class Columns
{
    internal const string Topic = "/eth2/6a95a1a9/data_column_sidecar_3/ssz_snappy";
    internal const int CellBytes = 2048;

    private static readonly ChainSpec Spec = Networks.Find("mainnet")!;

    internal static SszContext Context(ForkName fork) => Spec.Ssz(fork);

    internal static GossipSettings Settings { get; } = new() { Scores = Gossipsub.RouterUnderTest.Scores, HasPartialMessages = true };

    // Of columns no deliveries are expected in the mesh, as in Ethereum's scores.
    internal static GossipTopicSettings TopicSettings { get; } =
        new(Topic, MessageIdRule.Altair, 1 << 20, Gossipsub.RouterUnderTest.TopicParameters with { MeshMessageDeliveriesWeight = 0 })
        {
            Partial = PartialSupport.Requests | PartialSupport.Sends,
        };

    internal static PartialForm Form(ForkName fork) => new(Context(fork), 1 << 20);

    internal static PartialDataColumnHeader Header(int block, int cells) =>
        PartialDataColumnHeader.Default(Context(ForkName.Fulu)) with
        {
            KzgCommitments = [.. Enumerable.Repeat(default(KZGCommitment), cells)],
            SignedBlockHeader = new SignedBeaconBlockHeader { Message = new BeaconBlockHeader { Slot = (ulong)block } },
        };

    internal static PartialDataColumnGroupID Group(ForkName fork, int block) => new()
    {
        BeaconBlockRoot = Header(block, 1).SignedBlockHeader.Message.HashTreeRoot(Context(ForkName.Fulu)),
        Slot = fork >= ForkName.Gloas ? (ulong)block : 0,
    };

    internal static ProvenCell Cell(Root block, int index)
    {
        var bytes = new byte[CellBytes];
        block.AsSpan().CopyTo(bytes);
        bytes[40] = (byte)index;
        bytes[41] = (byte)(index >> 8);
        return new ProvenCell(ByteList.Create(bytes), default);
    }

    internal static bool IsGood(Root block, int index, ByteList cell) => cell == Cell(block, index).Bytes;

    internal static byte[] Metadata(ForkName fork, string available, string requests) => new PartialDataColumnPartsMetadata
    {
        Available = Bits(available),
        Requests = Bits(requests),
    }.ToSsz(Context(fork));

    /// <summary>A partial column with the cells of the bits; broken ones where it says so.</summary>
    internal static byte[] Parts(ForkName fork, Root block, string bits, PartialDataColumnHeader? header = null, bool isBroken = false) =>
        new PartialDataColumnSidecar
        {
            CellsPresentBitmap = Bits(bits),
            PartialColumn =
            [
                .. Enumerable.Range(0, bits.Length).Where(i => bits[i] == '1').Select(i => Cell(block, isBroken ? i + 1 : i).Bytes),
            ],
            KzgProofs = [.. Enumerable.Repeat(default(KZGProof), bits.Count(static bit => bit == '1'))],
            Header = header is null ? [] : [header],
        }.ToSsz(Context(fork));

    internal static BitList Bits(string bits) => BitList.Create([.. bits.Select(static bit => bit == '1')]);
}
