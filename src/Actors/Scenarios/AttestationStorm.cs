using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `attestation-storm`: four nodes and an attacker that sends a hundred times the normal rate of attestations for two epochs, half of them wrong. Every block is still imported
/// within its slot, honest votes count, and memory stays bounded.
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

    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(10);

    /// <summary>The scenario.</summary>
    public static Scenario<DevnetNode> Describe()
    {
        DevnetWorld? chain = null;
        return new Scenario<DevnetNode>("attestation-storm", (run, name) =>
        {
            chain ??= DevnetWorld.Create(Validators, SlotTime, run.Genesis);
            var index = int.Parse(name["node-".Length..], System.Globalization.CultureInfo.InvariantCulture);
            return DevnetNode.Start(run, chain, name, index * Validators / Nodes, Validators / Nodes, SlotTime);
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
            .At(1, "an attacker joins", run => Join(run, chain!))
            .ExpectAlways(1, LastSlot, "a block every slot, imported within it", static run => Finality.Missing(run))
            .ExpectAlways(1, LastSlot, "all nodes agree on the head", static run => Finality.Disagreement(run))
            .ExpectAlways(1, LastSlot, $"less than {MemoryLimit >> 20} MiB of memory", static _ => TooMuchMemory())
            .ExpectAt(LastSlot, "honest votes count: epoch 4 or later is finalized", static run => Finality.NotFinalized(run, 4))
            .ExpectAt(LastSlot, "no errors in any log", static run => run.Errors.Count == 0 ? null : string.Join("; ", run.Errors.Take(3)));
    }

    private static void Join(ScenarioRun<DevnetNode> run, DevnetWorld chain)
    {
        var system = run.World.CreateSystem("storm", NodeConfig.Layered(NodeConfig.Situation("simulation")));
        var schedule = new SlotSchedule(chain.Spec, chain.Genesis.GenesisTime);
        var random = run.World.Random("storm");
        run.World.Invoke(() => system.ActorOf(
            Props.Create(() => new StormActor(chain.Spec, schedule, run.Network, random, "storm", PerSlot, StormFrom, StormTo)), "storm"));
    }

    private static string? TooMuchMemory()
    {
        var used = GC.GetTotalMemory(forceFullCollection: false);
        return used <= MemoryLimit ? null : $"{used >> 20} MiB are in use";
    }
}
