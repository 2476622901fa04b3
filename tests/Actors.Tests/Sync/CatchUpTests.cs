using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests that a node fetches what it missed, from a peer over the simulated network.</summary>
public sealed class CatchUpTests
{
    [Fact]
    public void ANodeThatWasOffForThreeEpochsCatchesUp()
    {
        using var world = SimulatedWorld.Create(3);
        var (chain, network) = (TestNode.ChainFor(world), new SimulatedNetwork(world));
        TestNode.Start(world, network, chain, "node-0", new InMemoryChainStore(), 0, 64);
        TestNode.RunUntilSlot(world, 25);
        var late = TestNode.Start(world, network, chain, "node-1", new InMemoryChainStore(), 0, 0);
        var ranges = new List<RangeSyncChanged>();
        world.Observe<RangeSyncChanged>(late.System, changed =>
        {
            ranges.Add(changed);
            return null;
        });
        TestNode.RunUntilSlot(world, 29);
        Assert.Equal(29UL, late.Head!.Slot);
        Assert.Equal(HeadPayloadStatus.Full, late.Head.PayloadStatus);
        Assert.Equal([true, false], ranges.Select(static changed => changed.IsRunning));
    }

    [Fact]
    public void ABlockAndItsPayloadThatWereLostOnTheWireAreFetchedByTheirRoot()
    {
        using var world = SimulatedWorld.Create(4);
        var (chain, network) = (TestNode.ChainFor(world), new SimulatedNetwork(world));
        TestNode.Start(world, network, chain, "node-0", new InMemoryChainStore(), 0, 64);
        var other = TestNode.Start(world, network, chain, "node-1", new InMemoryChainStore(), 0, 0);
        var fetched = new List<FetchEnded>();
        world.Observe<FetchEnded>(other.System, ended =>
        {
            fetched.Add(ended);
            return null;
        });
        TestNode.RunUntilSlot(world, 4);
        network.SetCut("node-0", "node-1", true);
        world.RunFor(TestNode.SlotTime);
        network.SetCut("node-0", "node-1", false);
        Assert.Equal(4UL, other.Head!.Slot);
        TestNode.RunUntilSlot(world, 8);
        Assert.Equal(8UL, other.Head.Slot);
        Assert.Equal<IEnumerable<ulong>>([1, 2, 3, 4, 5, 6, 7, 8], other.Blocks.Select(static block => block.Message.Slot).Order());
        var found = fetched.Where(static ended => ended.IsFound).Select(static ended => ended.What);
        Assert.Equal<IEnumerable<string>>(["Block", "Envelope"], found.Distinct().Order());
    }
}
