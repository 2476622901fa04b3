using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests that a node which begins with a checkpoint, and knows nothing before it, follows the chain, in virtual time.</summary>
public sealed class CheckpointSyncTests
{
    [Fact]
    public void ANodeFollowsTheChainFromACheckpointWhosePayloadItHas() => Follows(withEnvelope: true);

    /// <summary>The chain goes on from the payload, which nobody gave the node with the checkpoint: it is fetched from peers.</summary>
    [Fact]
    public void ANodeFollowsTheChainFromACheckpointWhosePayloadItWasNotGiven() => Follows(withEnvelope: false);

    [Fact]
    public void ANodeFollowsTheChainFromACheckpointBeforeGloas()
    {
        using var world = SimulatedWorld.Create(7);
        var (chain, network) = (TestNode.ChainFor(world, gloasFromGenesis: false), new SimulatedNetwork(world));
        var other = TestNode.Start(world, network, chain, "node-0", new InMemoryChainStore(), 0, 64);
        TestNode.RunUntilSlot(world, 32);
        Joins(world, network, chain, other, AnchorOf(other, withEnvelope: false), 44);
    }

    private static void Follows(bool withEnvelope)
    {
        using var world = SimulatedWorld.Create(7);
        var (chain, network) = (TestNode.ChainFor(world), new SimulatedNetwork(world));
        var other = TestNode.Start(world, network, chain, "node-0", new InMemoryChainStore(), 0, 64);
        TestNode.RunUntilSlot(world, 16);
        world.RunFor(TestNode.SlotTime - TimeSpan.FromSeconds(2));
        Joins(world, network, chain, other, AnchorOf(other, withEnvelope), 26);
    }

    private static void Joins(
        SimulatedWorld world, SimulatedNetwork network, DevnetWorld chain, DevnetNode other, CheckpointAnchor anchor, int until)
    {
        TestNode.RunUntilSlot(world, until - 8);
        var store = new InMemoryChainStore();
        var late = DevnetNode.Start(world, network, chain, new DevnetNodeOptions("node-1", store) { Checkpoint = anchor });
        TestNode.RunUntilSlot(world, until);
        Assert.Equal(other.Head!.Root, late.Head?.Root);
        Assert.Equal(other.Head.PayloadStatus, late.Head!.PayloadStatus);
        Assert.False(late.Head.IsOptimistic);
        Assert.Equal((ulong)until, late.Head.Slot);
        Assert.NotNull(store.GetBlock(anchor.Checkpoint.Root));
    }

    /// <summary>The head of a node as the checkpoint of the epoch that begins after it.</summary>
    private static CheckpointAnchor AnchorOf(DevnetNode node, bool withEnvelope)
    {
        var head = node.Head!;
        var envelope = node.Envelopes.LastOrDefault(envelope => envelope.Message.BeaconBlockRoot == head.Root);
        return new CheckpointAnchor(Anchors.CheckpointOf(head.State), head.Block, head.State, withEnvelope ? envelope : null);
    }
}
