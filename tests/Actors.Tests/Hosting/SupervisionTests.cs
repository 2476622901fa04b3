using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>
/// Every child of the node is made to fail, and then to stop, while a devnet runs on that one node: the chain goes on, and finalizes.
/// </summary>
public sealed class SupervisionTests
{
    private const int SlotsBetween = 2;
    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);

    /// <summary>Into the slot: its block is under way, its attestations are not.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(40);

    [Fact]
    public void TheChainGoesOnWhereEachChildFails() => Survives("failing-children", Kill.Instance);

    [Fact]
    public void TheChainGoesOnWhereEachChildStops() => Survives("stopping-children", PoisonPill.Instance);

    private static void Survives(string name, object end)
    {
        DevnetWorld? chain = null;
        var ended = new List<string>();
        var last = 4 + (NodeChildren.Table.Count * SlotsBetween) + 6;
        var scenario = new Scenario<DevnetNode>(name, (run, node) =>
        {
            chain ??= DevnetWorld.Create(64, SlotTime, run.Genesis);
            var started = TestNode.Start(run, chain, node);
            run.World.Observe<INodeEvent>(started.System, happened =>
            {
                ended.Add(happened.Child);
                return $"{happened}";
            });
            return started;
        })
        {
            LastSlot = last,
            SlotTime = SlotTime,
            GenesisDelay = TimeSpan.FromSeconds(10),
        }
            .Nodes(1)
            .ExpectAlways(
                2,
                last,
                "the head is at most three slots behind",
                static run => run.Nodes["node-0"].Head is { } head && (long)head.Slot >= run.Slot - 3
                    ? null
                    : $"the head is in slot {run.Nodes["node-0"].Head?.Slot}, the clock in {run.Slot}")
            .ExpectAt(
                last,
                "finality within the last three epochs",
                run => run.Nodes["node-0"].Finalized is { } finalized && (int)finalized.Epoch >= (last / 8) - 3
                    ? null
                    : $"finalized is {run.Nodes["node-0"].Finalized?.Epoch}");
        foreach (var (index, child) in NodeChildren.Table.Index())
        {
            scenario.At(4 + (index * SlotsBetween), $"{end.GetType().Name} for {child.Name}", run => Tell(run, child.Name, end), Moment);
        }

        var result = scenario.Run(7);
        Assert.True(result.Held, result.ToString());
        Assert.Equal(NodeChildren.Table.Select(static child => child.Name), ended);
    }

    private static void Tell(ScenarioRun<DevnetNode> run, string child, object message) =>
        run.Nodes["node-0"].System.ActorSelection($"/user/{Node.Name}/{child}").Tell(message, ActorRefs.NoSender);
}
