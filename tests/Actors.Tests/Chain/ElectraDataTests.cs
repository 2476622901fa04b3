using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>A block of electra needs all its blobs, each of its own; who gives another answers for it.</summary>
public sealed class ElectraDataTests
{
    private const int CarrierSlot = 42;
    private static readonly Source.Sync Honest = new("honest");
    private static readonly Source.Sync Forger = new("forger");
    private static readonly Lazy<(DevnetWorld Chain, IReadOnlyList<SignedBeaconBlock> Blocks, IReadOnlyList<BlobSidecar> Blobs)> Recorded =
        new(Record);

    [Fact]
    public void ABlockWaitsForEachOfItsBlobsAndWhoGivesAWrongOneAnswersForIt()
    {
        var (chain, blocks, blobs) = Recorded.Value;
        var root = BlobSidecars.RootOf(blobs[0], chain.Spec.Ssz(ForkName.Electra));
        using var world = SimulatedWorld.Create(1);
        var node = TestNode.Start(
            world, new SimulatedNetwork(world), chain, "node", new InMemoryChainStore(), 0, 0, bls: KeyedBls.Shared);
        TestNode.RunUntilSlot(world, CarrierSlot);
        var missing = new List<BlobsMissing>();
        var refused = new List<SidecarsRefused>();
        var held = new List<BlobsHeld>();
        world.Observe<BlobsMissing>(node.System, said => Note(missing, said));
        world.Observe<SidecarsRefused>(node.System, said => Note(refused, said));
        world.Observe<BlobsHeld>(node.System, said => Note(held, said));

        // One comes before its block, from somebody who changed its proof; the block says what it lacks.
        var forged = blobs[1] with { KzgProof = blobs[0].KzgProof };
        RefusalTests.Tell(world, node.System, [], [new ImportBlobs(root, [forged], AreVerified: false, Forger)]);
        RefusalTests.Tell(world, node.System, [], [.. blocks.Select(Import)]);
        Assert.Equal((Slot)CarrierSlot - 1, RefusalTests.ViewOf(world, node.System).Head.Slot);
        var one = Assert.Single(refused);
        Assert.Equal((root, (Source)Forger, "blobs"), (one.BlockRoot, one.Source, one.What));
        Assert.Equal([1UL], one.Indices);
        Assert.All(missing, said => Assert.Equal((root, (Source)Honest), (said.Root, said.Source)));
        Assert.Equal([0UL, 1UL], missing[^1].Indices);
        Assert.Empty(held);

        RefusalTests.Tell(world, node.System, [], [new ImportBlobs(root, [blobs[0]], AreVerified: true, Honest)]);
        Assert.Equal((Slot)CarrierSlot - 1, RefusalTests.ViewOf(world, node.System).Head.Slot);

        RefusalTests.Tell(world, node.System, [], [new ImportBlobs(root, [blobs[1]], AreVerified: false, Honest)]);
        Assert.Equal(root, RefusalTests.ViewOf(world, node.System).Head.Root);
        Assert.True(RefusalTests.ViewOf(world, node.System).Blocks[root].HasData);
        Assert.Equal([1UL], Assert.Single(held).Blobs.Select(static blob => blob.Index));
        Assert.Single(refused);
    }

    private static string? Note<T>(List<T> list, T said)
    {
        list.Add(said);
        return null;
    }

    private static object Import(SignedBeaconBlock block) =>
        new ImportBlock(block, Recorded.Value.Chain.Spec.ForkAtSlot(block.Message.Slot), Honest);

    /// <summary>A chain of one node as far as an electra block with two blobs, and the sidecars of that block.</summary>
    private static (DevnetWorld Chain, IReadOnlyList<SignedBeaconBlock> Blocks, IReadOnlyList<BlobSidecar> Blobs) Record()
    {
        using var world = SimulatedWorld.Create(7);
        var chain = TestNode.ChainFor(world, gloasFromGenesis: false);
        var node = TestNode.Start(
            world, new SimulatedNetwork(world), chain, "node", new InMemoryChainStore(), 0, 64, bls: KeyedBls.Shared);
        var blobs = new List<BlobSidecar>();
        world.Observe<BlobsHeld>(node.System, held =>
        {
            blobs.AddRange(held.Blobs);
            return null;
        });
        TestNode.RunUntilSlot(world, CarrierSlot - 1);
        node.Mempool.SubmitBlob(TestBlobs.Create(1));
        node.Mempool.SubmitBlob(TestBlobs.Create(2));
        TestNode.RunUntilSlot(world, CarrierSlot);
        Assert.Equal(2, node.Blocks[^1].Message.Body.BlobKzgCommitments.Count);
        Assert.Equal([0UL, 1UL], blobs.Select(static blob => blob.Index).Order());
        return (chain, node.Blocks, [.. blobs.OrderBy(static blob => blob.Index)]);
    }
}
