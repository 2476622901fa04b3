using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>A devnet that was away for all of bellatrix goes on: its first payload stands on the zero hash.</summary>
public sealed class MissedMergeTests
{
    [Fact]
    public void AChainWithoutABlockInBellatrixGoesOnInCapella()
    {
        using var world = SimulatedWorld.Create(11);
        var chain = TestNode.ChainFor(world, gloasFromGenesis: false);
        var (network, store) = (new SimulatedNetwork(world), new InMemoryChainStore());
        var slotsPerEpoch = (int)chain.Spec.Preset.SlotsPerEpoch;
        var (bellatrix, capella) = ((int)chain.Spec.Config.BellatrixForkEpoch, (int)chain.Spec.Config.CapellaForkEpoch);
        var node = TestNode.Start(world, network, chain, "node", store, 0, 64);
        TestNode.RunUntilSlot(world, (bellatrix * slotsPerEpoch) - 4);
        world.Crash(node.System);
        TestNode.RunUntilSlot(world, (capella * slotsPerEpoch) + 2);
        node = TestNode.Start(world, network, chain, "node", store, 0, 64);
        var end = (capella + 5) * slotsPerEpoch;
        TestNode.RunUntilSlot(world, end);
        Assert.Equal((ulong)end, node.Head!.Slot);
        Assert.True(node.Finalized!.Epoch > (ulong)capella, $"finalized is epoch {node.Finalized.Epoch}");
        Assert.NotEqual(default, node.Head.Execution.Head);
    }
}
