using Akka.Actor;
using Consensoor.Actors.Hosting;
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

/// <summary>
/// Tests in virtual time that a node fetches what lies before its checkpoint and serves it, and that rejected blocks are left out.
/// </summary>
public sealed class HistoryTests
{
    /// <summary>
    /// A quarter of the slots has no block. The node fetches the history beside the head, and then one that knows genesis alone syncs from
    /// it, as it knows nobody else.
    /// </summary>
    [Fact]
    public void ANodeThatBeganWithACheckpointFetchesTheHistoryAndServesItToOneFromGenesis()
    {
        using var world = SimulatedWorld.Create(8);
        var (chain, network) = (TestNode.ChainFor(world), new SimulatedNetwork(world));
        var first = TestNode.Start(world, network, chain, "node-0", new InMemoryChainStore(), 0, 48);
        while (first.Head is not { Slot: > 0 } head || head.Slot % 8 != 0)
        {
            world.RunFor(TestNode.SlotTime);
        }

        var anchor = new CheckpointAnchor(Anchors.CheckpointOf(first.Head.State), first.Head.Block, first.Head.State);
        var history = first.Blocks.Where(block => block.Message.Slot < anchor.State.Slot).ToList();
        Assert.InRange(history.Count, 2, (int)anchor.State.Slot - 2);
        world.RunFor(TestNode.SlotTime * 3);
        var store = new InMemoryChainStore();
        var kept = new List<HistoryKept>();
        var second = DevnetNode.Start(world, network, chain, new DevnetNodeOptions("node-1", store) { Checkpoint = anchor });
        world.Observe<HistoryKept>(second.System, one =>
        {
            kept.Add(one);
            return null;
        });
        var heads = new List<ulong>();
        for (var slot = 0; slot < 8; slot++)
        {
            world.RunFor(TestNode.SlotTime);
            heads.Add(first.Head!.Slot - second.Head!.Slot);
        }

        Assert.All(heads.Skip(2), static behind => Assert.Equal(0UL, behind));
        Assert.Equal(0UL, store.History!.Oldest);
        Assert.NotEmpty(kept);
        Assert.All(history, block => Assert.NotNull(store.GetFinalizedRoot(block.Message.Slot)));
        var full = first.Envelopes.Where(envelope => envelope.Message.Payload.SlotNumber < anchor.State.Slot).ToList();
        Assert.NotEmpty(full);
        Assert.All(full, envelope => Assert.NotNull(store.GetEnvelope(envelope.Message.BeaconBlockRoot)));

        var third = TestNode.Start(world, network, chain, "node-2", new InMemoryChainStore(), 0, 0);
        network.SetCut("node-0", "node-2", true);
        world.RunFor(TestNode.SlotTime * 8);
        Assert.Equal(second.Head!.Root, third.Head!.Root);
        Assert.False(third.Head.IsOptimistic);

        var why = world.Ask<SyncWhy>(
            second.System.ActorSelection($"/user/{Node.Name}/{NodeChildren.Backfill}"), GetSyncWhy.Instance, TimeSpan.FromSeconds(1));
        Assert.False(why.IsRunning);
        Assert.Contains("down to genesis", why.Reason, StringComparison.Ordinal);
        Assert.Contains(why.Ledger, static debt => debt.What.StartsWith("blocks of ", StringComparison.Ordinal) && debt.Came is not null);
    }

    /// <summary>The head stays on the last block before the rejected one, and nobody is blamed for what stands on it.</summary>
    [Fact]
    public void ARejectedBlockAndWhatStandsOnItAreNeverHead()
    {
        using var world = SimulatedWorld.Create(9);
        var (chain, network) = (TestNode.ChainFor(world), new SimulatedNetwork(world));
        var other = TestNode.Start(world, network, chain, "node-0", new InMemoryChainStore(), 0, 64);
        TestNode.RunUntilSlot(world, 9);
        var rejected = other.Blocks.Single(static block => block.Message.Slot == 6).Message.ParentRoot;
        var last = other.Blocks.Single(static block => block.Message.Slot == 5).Message.ParentRoot;
        var options = new DevnetNodeOptions("node-1", new InMemoryChainStore()) { RejectedRoots = new HashSet<Root> { rejected } };
        var late = DevnetNode.Start(world, network, chain, options);
        var refused = new List<BlockRefused>();
        world.Observe<BlockRefused>(late.System, one =>
        {
            refused.Add(one);
            return null;
        });
        TestNode.RunUntilSlot(world, 16);
        Assert.Equal(last, late.Head?.Root);
        Assert.Empty(refused);
    }
}
