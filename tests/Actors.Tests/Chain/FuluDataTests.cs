using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// A block of fulu needs both the word of the execution layer and its columns, which carry the signature of its proposer.
/// </summary>
public sealed class FuluDataTests
{
    private const int CarrierSlot = 51;
    private static readonly Source.Sync Peer = new("peer");
    private static readonly Lazy<(DevnetWorld Chain, IReadOnlyList<SignedBeaconBlock> Blocks, IReadOnlyList<DataColumnSidecar> Columns)>
        Recorded = new(Record);

    [Fact]
    public void CompleteColumnsDoNotStandForTheWordOfTheExecutionLayer()
    {
        var (chain, blocks, columns) = Recorded.Value;
        var carrier = columns[0].SignedBlockHeader.Message.HashTreeRoot(chain.Spec.Ssz(ForkName.Fulu));
        var isAway = true;
        using var world = SimulatedWorld.Create(1);
        var node = TestNode.Start(
            world,
            new SimulatedNetwork(world),
            chain,
            "node",
            new InMemoryChainStore(),
            0,
            0,
            inner => new JudgedEngine(inner, request => isAway && request.BlockRoot == carrier
                ? new NewPayloadResult(request.BlockRoot, EngineVerdict.Unavailable, null, "connection refused")
                : null),
            KeyedBls.Shared,
            isSupernode: true);
        TestNode.RunUntilSlot(world, CarrierSlot);
        RefusalTests.Tell(world, node.System, [], [.. blocks.Select(Import)]);
        RefusalTests.Tell(world, node.System, [], [new ImportDataColumns(carrier, columns, AreVerified: true, Peer)]);
        var view = RefusalTests.ViewOf(world, node.System);
        Assert.Equal((Slot)CarrierSlot - 1, view.Head.Slot);
        Assert.False(view.Blocks.ContainsKey(carrier));

        isAway = false;
        world.RunFor(TestNode.SlotTime);
        Assert.Equal(carrier, RefusalTests.ViewOf(world, node.System).Head.Root);
    }

    /// <summary>
    /// A root says nothing of a signature: a copy of the block under a wrong one must not condemn columns that carry the right one.
    /// </summary>
    [Fact]
    public void ColumnsAreNotJudgedByASignatureThatNobodyHasVerified()
    {
        var (chain, blocks, columns) = Recorded.Value;
        var carrier = blocks[^1];
        using var world = SimulatedWorld.Create(1);
        var node = TestNode.Start(
            world,
            new SimulatedNetwork(world),
            chain,
            "node",
            new InMemoryChainStore(),
            0,
            0,
            bls: KeyedBls.Shared,
            isSupernode: true);
        TestNode.RunUntilSlot(world, CarrierSlot);
        var refused = new List<SidecarsRefused>();
        world.Observe<SidecarsRefused>(node.System, said =>
        {
            refused.Add(said);
            return null;
        });
        RefusalTests.Tell(world, node.System, [], [.. blocks.SkipLast(1).Select(Import)]);
        var root = columns[0].SignedBlockHeader.Message.HashTreeRoot(chain.Spec.Ssz(ForkName.Fulu));
        RefusalTests.Tell(
            world,
            node.System,
            [],
            [
                Import(carrier with { Signature = blocks[0].Signature }),
                new ImportDataColumns(root, columns, AreVerified: false, new Source.Sync("honest")),
            ]);
        Assert.Empty(refused);

        RefusalTests.Tell(world, node.System, [], [Import(carrier)]);
        Assert.Equal(root, RefusalTests.ViewOf(world, node.System).Head.Root);
    }

    private static object Import(SignedBeaconBlock block) =>
        new ImportBlock(block, Recorded.Value.Chain.Spec.ForkAtSlot(block.Message.Slot), Peer);

    /// <summary>A chain of one node as far as a fulu block with a blob, and the columns of that block.</summary>
    private static (DevnetWorld Chain, IReadOnlyList<SignedBeaconBlock> Blocks, IReadOnlyList<DataColumnSidecar> Columns) Record()
    {
        using var world = SimulatedWorld.Create(7);
        var chain = TestNode.ChainFor(world, gloasFromGenesis: false);
        var node = TestNode.Start(
            world, new SimulatedNetwork(world), chain, "node", new InMemoryChainStore(), 0, 64, bls: KeyedBls.Shared);
        TestNode.RunUntilSlot(world, CarrierSlot - 1);
        var (blob, cells) = TestBlobs.Create();
        node.Mempool.SubmitBlob(blob);
        TestNode.RunUntilSlot(world, CarrierSlot);
        var carrier = node.Blocks[^1];
        Assert.Equal((Slot)CarrierSlot, carrier.Message.Slot);
        Assert.Single(carrier.Message.Body.BlobKzgCommitments);
        return (chain, node.Blocks, DataColumnSidecars.GetDataColumnSidecarsFromBlock(carrier, [cells], chain.Spec.Ssz(ForkName.Fulu)));
    }
}
