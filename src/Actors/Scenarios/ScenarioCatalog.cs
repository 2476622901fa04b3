using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Scenarios;

/// <summary>The scenarios by name, as the command line knows them.</summary>
public static class ScenarioCatalog
{
    private static readonly SortedDictionary<string, Func<Scenario<DevnetNode>>> Table = new(StringComparer.Ordinal)
    {
        ["attestation-storm"] = AttestationStorm.Describe,
        ["dead-el"] = DeadEl.Describe,
        ["finality"] = Finality.Describe,
        ["loss"] = Loss.Describe,
        ["missed-slots"] = MissedSlots.Describe,
        ["non-finality"] = NonFinality.Describe,
        ["partition"] = Partition.Describe,
        ["signature-storm"] = SignatureStorm.Describe,
        ["slow-disk"] = SlowDisk.Describe,
    };

    /// <summary>Lists the names of the scenarios that `scenario` takes.</summary>
    public static IReadOnlyList<string> Names => [.. Table.Keys];

    /// <summary>A scenario, or null where there is none of the name.</summary>
    public static Scenario<DevnetNode>? Find(string name) => Table.TryGetValue(name, out var describe) ? describe() : null;
}
