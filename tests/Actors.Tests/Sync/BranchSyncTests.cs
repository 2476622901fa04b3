using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests how many questions it takes to learn of a head with many ancestors that are missing, in virtual time.</summary>
public sealed class BranchSyncTests
{
    private const int First = 4;
    private const int Missed = 20;

    /// <summary>
    /// A node hears nothing for twenty slots, and then the head of slot 25 alone; ranges, which would be asked for otherwise, are switched
    /// off by what may lie between.
    /// </summary>
    [Theory]
    [InlineData(32, 1)]
    [InlineData(8, 3)]
    [InlineData(1, Missed)]
    public void AHeadWithTwentyMissingAncestorsTakesOneQuestion(int ancestors, int questions)
    {
        using var world = SimulatedWorld.Create(21);
        var (chain, network) = (TestNode.ChainFor(world), new SimulatedNetwork(world));
        TestNode.Start(world, network, chain, "node-0", new InMemoryChainStore(), 0, 64);
        var other = DevnetNode.Start(world, network, chain, new DevnetNodeOptions("node-1", new InMemoryChainStore())
        {
            Hocon = $"consensoor.sync {{ ancestors = {ancestors}, tolerance = 100 }}",
        });
        world.RunQuiet();
        TestNode.RunUntilSlot(world, First);
        world.RunFor(TimeSpan.FromSeconds(4));
        Assert.Equal((Slot)First, other.Head!.Slot);
        network.SetCut("node-0", "node-1", true);
        TestNode.RunUntilSlot(world, First + Missed);
        world.RunFor(TimeSpan.FromSeconds(4));
        Assert.Equal((Slot)First, other.Head.Slot);
        network.SetCut("node-0", "node-1", false);
        TestNode.RunUntilSlot(world, First + Missed + 4);
        Assert.Equal((Slot)(First + Missed + 4), other.Head.Slot);

        var why = world.Ask<SyncWhy>(other.System.ActorSelection("/user/node/sync"), GetSyncWhy.Instance, TimeSpan.FromSeconds(1));
        var missed = other.Blocks.Where(static block => block.Message.Slot is > First and <= First + Missed)
            .Select(block => $"block {block.Message.HashTreeRoot(chain.Spec.Ssz(ForkName.Gloas))}")
            .ToArray();
        Assert.Equal(Missed, missed.Length);
        var asked = why.Ledger.Where(line => missed.Any(block => line.What.StartsWith(block, StringComparison.Ordinal))).ToArray();
        Assert.True(asked.Length == questions, string.Join("\n", why.Ledger.Select(static line => $"{line.What}: {line.Came}")));
        Assert.All(asked, static line => Assert.Null(line.Refused));
        if (questions == 1)
        {
            Assert.Equal($"{Missed} items", asked[0].Came);
        }
    }
}
