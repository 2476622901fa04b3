using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Scenarios;

/// <summary>`finality`: four nodes, gloas from genesis, six epochs; all agree on every head and finalize.</summary>
public static class Finality
{
    private const int Nodes = 4;
    private const int Validators = 64;
    private const int SlotsPerEpoch = 8;
    private const int Epochs = 6;

    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(10);

    /// <summary>The scenario.</summary>
    public static Scenario<DevnetNode> Describe()
    {
        DevnetWorld? chain = null;
        const int LastSlot = (Epochs * SlotsPerEpoch) - 1;
        return new Scenario<DevnetNode>("finality", (run, name) =>
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
            .ExpectAlways(1, LastSlot, "a block every slot", static run => Missing(run))
            .ExpectAlways(1, LastSlot, "all nodes agree on the head", static run => Disagreement(run))
            .ExpectAt(LastSlot, $"finality is as far as it can be: epoch {Epochs - 3}", static run => NotFinalized(run, Epochs - 3))
            .ExpectAt(LastSlot, "no errors in any log", static run => run.Errors.Count == 0 ? null : string.Join("; ", run.Errors.Take(3)));
    }

    /// <summary>The node that has no block for the current slot, or null.</summary>
    internal static string? Missing(ScenarioRun<DevnetNode> run)
    {
        foreach (var (name, node) in run.Nodes)
        {
            if (!node.Imports.TryGetValue((ulong)run.Slot, out var at))
            {
                return $"{name} has no block of slot {run.Slot}";
            }

            if (at > SlotTime)
            {
                return $"{name} imported the block of slot {run.Slot} {at.TotalSeconds:0.0} s after the slot began";
            }
        }

        return null;
    }

    /// <summary>How heads differ, or null.</summary>
    internal static string? Disagreement(ScenarioRun<DevnetNode> run)
    {
        var heads = run.Nodes.Select(static node => (node.Key, node.Value.Head?.Root)).ToArray();
        return heads.All(head => head.Root == heads[0].Root) ? null : string.Join(", ", heads.Select(static head => $"{head.Key} {head.Root}"));
    }

    /// <summary>The node that has not finalized an epoch, or null.</summary>
    internal static string? NotFinalized(ScenarioRun<DevnetNode> run, int epoch)
    {
        foreach (var (name, node) in run.Nodes)
        {
            if (node.Finalized is not { } finalized || finalized.Epoch < (ulong)epoch)
            {
                return $"{name} has finalized epoch {node.Finalized?.Epoch.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}";
            }
        }

        return null;
    }
}
