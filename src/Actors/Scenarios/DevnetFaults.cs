using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// Makes the faults that a scenario gives a devnet: nodes that crash, links that lose, disks and execution layers that fail.
/// </summary>
public static partial class DevnetFaults
{
    // A node is frozen a little before the slot and let go a little after its end, so that it never finds itself in the slot.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    /// <summary>Links lose, repeat and hold back messages, each with a probability.</summary>
    public static Scenario<DevnetNode> Loss(
        this Scenario<DevnetNode> scenario, double loss, double duplicate = 0.02, double reorder = 0.05) =>
        scenario.Over(scenario.Links with { Loss = loss, Duplicate = duplicate, Reorder = reorder });

    /// <summary>Kills a node (SIGKILL) in a slot and starts it again some slots later, on its store.</summary>
    public static Scenario<DevnetNode> Restart(
        this Scenario<DevnetNode> scenario, string node, long slot, long slotsDown = 1, TimeSpan into = default) => scenario
            .At(slot, $"{node} is killed", run => run.Crash(node), into)
            .At(slot + slotsDown, $"{node} is started again", run => run.Start(node), into);

    /// <summary>Freezes a node (SIGSTOP) from a slot on for a time.</summary>
    public static Scenario<DevnetNode> Pause(
        this Scenario<DevnetNode> scenario, string node, long slot, TimeSpan time, TimeSpan into = default) =>
        scenario.At(slot, $"{node} is frozen for {time.TotalSeconds} s", run => run.Pause(node, time), into);

    /// <summary>Kills and starts nodes at random: one in each of so many equal spans of time, down for one to three slots.</summary>
    public static Scenario<DevnetNode> RandomRestarts(this Scenario<DevnetNode> scenario, long from, long to, int times) =>
        scenario.At(from, $"{times} restarts until slot {to}", run =>
        {
            var random = run.World.Random("restarts");
            var span = run.SlotTime * (to - from) / times;
            for (var i = 0; i < times; i++)
            {
                var node = scenario.NodeNames[random.Next(scenario.NodeNames.Count)];
                run.World.After(
                    (span * i) + random.Between(TimeSpan.Zero, span - (run.SlotTime * 4)), () => RestartNow(run, node, 1 + random.Next(3)));
            }
        });

    /// <summary>
    /// Has proposals missed, each with a probability, and those of the slots that are named: the proposer's node is frozen over the slot.
    /// </summary>
    public static Scenario<DevnetNode> MissProposals(
        this Scenario<DevnetNode> scenario, long from, long to, double probability, params long[] always) =>
        scenario.At(from, $"{probability:P0} of proposals are missed until slot {to}, and in slots {string.Join(' ', always)}", run =>
        {
            var random = run.World.Random("missed proposals");
            for (var slot = from; slot <= to; slot++)
            {
                if (random.Chance(probability) | always.Contains(slot))
                {
                    var missed = slot;
                    run.World.At(run.StartOf(missed) - Margin, () => Miss(run, missed));
                }
            }
        }, -2 * Margin);

    /// <summary>The disk of a node takes its time for every command between two slots.</summary>
    public static Scenario<DevnetNode> SlowDisk(
        this Scenario<DevnetNode> scenario, string node, long from, long to, TimeSpan shortest, TimeSpan longest) => scenario
            .At(from, $"the disk of {node} takes {shortest.TotalMilliseconds} to {longest.TotalMilliseconds} ms a command", run =>
                SetDiskTime(run, node, shortest, longest))
            .At(to + 1, $"the disk of {node} is fast again", run => SetDiskTime(run, node, TimeSpan.Zero, TimeSpan.Zero));

    /// <summary>The execution layer of a node is dead between two slots: it refuses connections, or keeps silent.</summary>
    public static Scenario<DevnetNode> DeadEl(this Scenario<DevnetNode> scenario, string node, long from, long to, bool isSilent = false) =>
        scenario
            .At(
                from,
                $"the execution layer of {node} {(isSilent ? "answers nothing" : "is dead")}",
                run => Devnet.Of(run).Engine(node).Die(isSilent))
            .At(to + 1, $"the execution layer of {node} is back", run => run.World.Invoke(() => Devnet.Of(run).Revive(node)));

    /// <summary>An attacker joins the network and sends so many messages of a topic a slot between two slots.</summary>
    public static Scenario<DevnetNode> Storm(this Scenario<DevnetNode> scenario, string topic, int perSlot, long from, long to) => scenario
        .Parameter("storm", $"{perSlot} messages of {topic} a slot in slots {from} to {to}")
        .At(1, "an attacker joins", run =>
        {
            var chain = Devnet.Of(run).World;
            var connection = Devnet.Of(run).Connect(StormActor.Name, run.Names);
            var system = run.World.CreateSystem("storm", NodeConfig.Layered(NodeConfig.Situation("simulation")));
            var schedule = new SlotSchedule(chain.Spec, chain.Genesis.GenesisTime);
            var random = run.World.Random("storm");
            run.World.Invoke(() => system.ActorOf(
                StormActor.Props(chain.Spec, schedule, connection, random, topic, perSlot, (Slot)from, (Slot)to), StormActor.Name));
        });

    /// <summary>A builder without a node bids more than it can pay for the slots between two.</summary>
    public static Scenario<DevnetNode> StrayBids(this Scenario<DevnetNode> scenario, int builder, long from, long to) => scenario
        .At(1, $"builder {builder}, which has no node, bids what it cannot pay from slot {from} on", run =>
        {
            var devnet = Devnet.Of(run);
            var connection = devnet.Connect(StrayBidActor.Name, run.Names);
            var system = run.World.CreateSystem("stray", NodeConfig.Layered(NodeConfig.Situation("simulation")));
            var props = StrayBidActor.Props(
                devnet.World, connection, devnet.Shape.Bls, (devnet.Shape.Validators, builder), (Slot)from, (Slot)to);
            run.World.Invoke(() => system.ActorOf(props, StrayBidActor.Name));
        });

    private static void RestartNow(ScenarioRun<DevnetNode> run, string node, int slotsDown)
    {
        if (run.Nodes.Count == Devnet.Of(run).Shape.Nodes)
        {
            run.Crash(node);
            run.World.After(run.SlotTime * slotsDown, () => run.Start(node));
        }
    }

    private static void Miss(ScenarioRun<DevnetNode> run, long slot)
    {
        var devnet = Devnet.Of(run);
        if (ProposerOf(run, slot) is not { } proposer)
        {
            run.World.Record("scenario", $"nobody knows the proposer of slot {slot}");
            run.World.Note(IncidentKind.Miss, "", $"nobody knows the proposer of slot {slot}");
            return;
        }

        devnet.Missed.Add(slot);
        var node = $"node-{devnet.Shape.NodeOf(proposer)}";
        run.Act("scenario", $"validator {proposer} of {node} is made to miss slot {slot}");
        if (run.Nodes.ContainsKey(node))
        {
            run.Pause(node, run.SlotTime + (2 * Margin));
        }
    }

    // The lookahead of a head's state covers its own epoch and the next one.
    private static int? ProposerOf(ScenarioRun<DevnetNode> run, long slot)
    {
        foreach (var node in run.Nodes.Values)
        {
            if (node.Head is { } head)
            {
                var first = (long)(head.State.Slot / DevnetShape.SlotsPerEpoch * DevnetShape.SlotsPerEpoch);
                return slot - first < head.State.ProposerLookahead.Count
                    ? (int)(ulong)head.State.ProposerLookahead[(int)(slot - first)]
                    : null;
            }
        }

        return null;
    }

    // Storage waits for the disk, and so does signing.
    private static void SetDiskTime(ScenarioRun<DevnetNode> run, string node, TimeSpan shortest, TimeSpan longest)
    {
        foreach (var dispatcher in (string[])["consensoor.dispatchers.io", "consensoor.dispatchers.signing"])
        {
            run.World.SetWorkTime(dispatcher, shortest, longest, node);
        }
    }
}
