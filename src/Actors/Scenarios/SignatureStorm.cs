using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Messages;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `signature-storm`: four nodes and an attacker that sends messages of sync committees in which only the signature is wrong, as each slot begins. The lane takes them all, the
/// queue of the crypto pool is short and verifying takes its time, so that the pool overflows: blocks are verified before all that and imported at once, what is dropped is
/// counted and answered, and the chain finalizes.
/// </summary>
public static class SignatureStorm
{
    private const int Nodes = 4;
    private const int Validators = 64;
    private const int SlotsPerEpoch = 8;
    private const int StormFrom = SlotsPerEpoch + 1;
    private const int StormTo = (2 * SlotsPerEpoch) - 2;
    private const int LastSlot = 4 * SlotsPerEpoch;
    private const int PerSlot = 800;
    private const string ShortQueue = """
        consensoor.gossip.lane.sync_committee { batch = 8, parallel = 64 }
        consensoor.work { signatures = 160, batch = 16 }
        """;

    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestWork = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWork = TimeSpan.FromMilliseconds(30);

    // The latency of a link, and both its verifications, each behind one batch that had begun already; with some room.
    private static readonly TimeSpan Promptly = TimeSpan.FromMilliseconds(70) + (5 * LongestWork);

    /// <summary>The scenario.</summary>
    public static Scenario<DevnetNode> Describe()
    {
        DevnetWorld? chain = null;
        return new Scenario<DevnetNode>("signature-storm", (run, name) =>
        {
            chain ??= DevnetWorld.Create(Validators, SlotTime, run.Genesis);
            run.World.SetWorkTime("consensoor.dispatchers.work", ShortestWork, LongestWork);
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
            .Parameter("storm", $"{PerSlot} messages of sync committees a slot in slots {StormFrom} to {StormTo}, their signatures wrong")
            .At(1, "an attacker joins", run => AttestationStorm.Join(run, chain!, "sync_committee", PerSlot, StormFrom, StormTo))
            .ExpectAlways(1, LastSlot, $"a block every slot, imported within {Promptly.TotalMilliseconds} ms", static run => Finality.Missing(run) ?? Late(run))
            .ExpectAlways(1, LastSlot, "all nodes agree on the head", static run => Finality.Disagreement(run))
            .ExpectAlways(1, LastSlot, "no queue outgrows its bound", static run => AttestationStorm.Overgrown(run))
            .ExpectAlways(1, LastSlot, "every check is answered", static run => AttestationStorm.Unanswered(run))
            .ExpectAlways(StormFrom, LastSlot, "honest votes count: every validator's", static run => AttestationStorm.Unheard(run))
            .ExpectAt(StormTo, "signatures were dropped, and counted", static run => AttestationStorm.NothingDropped(run, "work/signatures"))
            .ExpectAt(LastSlot, "finality is as far as it can be: epoch 2", static run => Finality.NotFinalized(run, 2))
            .ExpectAt(LastSlot, "no errors in any log", static run => run.Errors.Count == 0 ? null : string.Join("; ", run.Errors.Take(3)));
    }

    private static string? Late(ScenarioRun<DevnetNode> run)
    {
        foreach (var (name, node) in run.Nodes)
        {
            if (node.Imports[(Slot)run.Slot] is var at && at > Promptly)
            {
                return $"{name} imported the block of slot {run.Slot} {at.TotalMilliseconds:0} ms after the slot began";
            }
        }

        return null;
    }
}
