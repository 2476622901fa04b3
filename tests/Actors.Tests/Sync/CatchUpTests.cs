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
}
