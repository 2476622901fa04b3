using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Messages;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `attestation-storm`: four nodes and an attacker that sends a hundred times the normal rate of attestations for two epochs, in bursts, half of them wrong. The queue for
/// attestations is short and checking signatures takes its time, so that it overflows: every block is still imported within its slot, honest votes count, no queue outgrows its
/// bound, what is dropped is counted, and memory stays below a limit.
/// </summary>
public static class AttestationStorm
{
    private const int Nodes = 4;
    private const int Validators = 64;
    private const int SlotsPerEpoch = 8;
    private const int StormFrom = 2 * SlotsPerEpoch;
    private const int StormTo = (4 * SlotsPerEpoch) - 1;
    private const int LastSlot = (6 * SlotsPerEpoch) - 1;
    private const int PerSlot = 100 * Validators / SlotsPerEpoch;
    private const long MemoryLimit = 1L << 30;
    private const string ShortQueue = "consensoor.gossip.lane.beacon_attestation { queue = 32, batch = 16, parallel = 1 }";

    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(10);

    /// <summary>The scenario.</summary>
    public static Scenario<DevnetNode> Describe()
    {
        DevnetWorld? chain = null;
        return new Scenario<DevnetNode>("attestation-storm", (run, name) =>
        {
            chain ??= DevnetWorld.Create(Validators, SlotTime, run.Genesis);
            run.World.SetWorkTime("consensoor.dispatchers.work", TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30));
            var index = int.Parse(name["node-".Length..], System.Globalization.CultureInfo.InvariantCulture);
            return DevnetNode.Start(run, chain, name, index * Validators / Nodes, Validators / Nodes, SlotTime, ShortQueue);
        })
        {
            LastSlot = LastSlot,
            SlotTime = SlotTime,
            GenesisDelay = GenesisDelay,
            Links = LinkProfile.Default,
        }
            .Nodes(Nodes)
            .Parameter("validators", $"{Validators}")
            .Parameter("storm", $"{PerSlot} attestations a slot in slots {StormFrom} to {StormTo}, half of them wrong")
            .At(1, "an attacker joins", run => Join(run, chain!, "beacon_attestation", PerSlot, StormFrom, StormTo))
            .ExpectAlways(1, LastSlot, "a block every slot, imported within it", static run => Finality.Missing(run))
            .ExpectAlways(1, LastSlot, "all nodes agree on the head", static run => Finality.Disagreement(run))
            .ExpectAlways(1, LastSlot, $"less than {MemoryLimit >> 20} MiB of memory", static _ => TooMuchMemory())
            .ExpectAlways(1, LastSlot, "no queue outgrows its bound", static run => Overgrown(run))
            .ExpectAlways(1, LastSlot, "every check is answered", static run => Unanswered(run))
            .ExpectAt(StormTo, "attestations were dropped, and counted", static run => NothingDropped(run, "gossip/beacon_attestation"))
            .ExpectAlways(StormFrom, LastSlot, "honest votes count: every validator's", static run => Unheard(run))
            .ExpectAt(LastSlot, "finality is as far as it can be: epoch 3", static run => Finality.NotFinalized(run, 3))
            .ExpectAt(LastSlot, "no errors in any log", static run => run.Errors.Count == 0 ? null : string.Join("; ", run.Errors.Take(3)));
    }

    /// <summary>The attacker joins the network.</summary>
    internal static void Join(ScenarioRun<DevnetNode> run, DevnetWorld chain, string topic, int perSlot, Slot from, Slot to)
    {
        var system = run.World.CreateSystem("storm", NodeConfig.Layered(NodeConfig.Situation("simulation")));
        var schedule = new SlotSchedule(chain.Spec, chain.Genesis.GenesisTime);
        var random = run.World.Random("storm");
        run.World.Invoke(() => system.ActorOf(
            Props.Create(() => new StormActor(chain.Spec, schedule, run.Network, random, "storm", topic, perSlot, from, to)), "storm"));
    }

    /// <summary>The queue of some node that is longer than its bound, or null.</summary>
    internal static string? Overgrown(ScenarioRun<DevnetNode> run)
    {
        foreach (var (name, node) in run.Nodes)
        {
            if (node.Queues.Values.FirstOrDefault(static queue => queue.Count > queue.Bound) is { } queue)
            {
                return $"{name}: {queue.Count} wait in {queue.Queue}, {queue.Bound} may";
            }
        }

        return null;
    }

    /// <summary>The lane of some node that gave a check up because it was never answered, or null.</summary>
    internal static string? Unanswered(ScenarioRun<DevnetNode> run)
    {
        foreach (var (name, node) in run.Nodes)
        {
            if (node.Queues.Values.FirstOrDefault(static queue => queue.Queue.EndsWith("/checking", StringComparison.Ordinal) && queue.Dropped > 0) is { } queue)
            {
                return $"{name}: {queue.Dropped} given up in {queue.Queue}";
            }
        }

        return null;
    }

    /// <summary>The node whose queue dropped nothing, or null.</summary>
    internal static string? NothingDropped(ScenarioRun<DevnetNode> run, string name)
    {
        foreach (var (nodeName, node) in run.Nodes)
        {
            if (node.Queues.GetValueOrDefault(name) is not { Dropped: > 0 } queue)
            {
                return $"{nodeName} dropped nothing";
            }

            run.World.Record(nodeName, $"{name}: {queue.Dropped} dropped, at most {queue.Count} waiting");
        }

        return null;
    }

    /// <summary>The node in whose head state votes of the last epoch are missing, or null.</summary>
    internal static string? Unheard(ScenarioRun<DevnetNode> run)
    {
        // The votes of an epoch are all in the chain by the middle of the next one.
        if (run.Slot % SlotsPerEpoch < SlotsPerEpoch / 2)
        {
            return null;
        }

        foreach (var (name, node) in run.Nodes)
        {
            if (node.Head is { } head && EpochParticipation.Previous(head.State) is var participation and < 1)
            {
                return $"{name}: participation {participation:P1}";
            }
        }

        return null;
    }

    private static string? TooMuchMemory()
    {
        var used = GC.GetTotalMemory(forceFullCollection: false);
        return used <= MemoryLimit ? null : $"{used >> 20} MiB are in use";
    }
}
