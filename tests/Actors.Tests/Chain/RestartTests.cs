using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// A node that is cut off at any moment goes on from its store alone, with an execution layer that has forgotten everything.
/// </summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(true, 6)]
    [InlineData(true, 37)]
    [InlineData(false, 29)]
    [InlineData(false, 57)]
    public void ItGoesOnAndFinalizes(bool gloasFromGenesis, int crashSlot)
    {
        using var world = SimulatedWorld.Create(5);
        var network = new SimulatedNetwork(world);
        var chain = TestNode.ChainFor(world, gloasFromGenesis);
        var store = new InMemoryChainStore();
        var before = TestNode.Start(world, network, chain, "node", store, 0, 64);
        TestNode.RunUntilSlot(world, crashSlot);
        world.Crash(before.System);
        network.Detach("node");
        TestNode.RunUntilSlot(world, crashSlot + 2);
        var after = TestNode.Start(world, network, chain, "node", store, 0, 64);
        TestNode.RunUntilSlot(world, crashSlot + 28);
        Assert.Equal((Slot)crashSlot + 28, after.Head!.Slot);
        Assert.True(after.Finalized?.Epoch > before.Head!.Slot / 8, $"finalized is {after.Finalized?.Epoch}");
        Assert.Contains(after.Blocks, block => block.Message.ParentRoot == before.Head.Root || block.Message.Slot == before.Head.Slot);
    }
}
