using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Scenarios;

/// <summary>The scenarios by name, as the command line knows them.</summary>
public static class ScenarioCatalog
{
    private static readonly SortedDictionary<string, Func<Scenario<DevnetNode>>> Table = new(StringComparer.Ordinal)
    {
        ["attestation-storm"] = AttestationStorm.Describe,
        ["finality"] = Finality.Describe,
        ["signature-storm"] = SignatureStorm.Describe,
    };

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names => [.. Table.Keys];

    /// <summary>A scenario to be run with a seed, or null where there is none of the name.</summary>
    public static Func<ulong, ScenarioOutcome>? Find(string name) => Table.TryGetValue(name, out var describe)
        ? seed =>
        {
            var result = describe().Run(seed);
            return new ScenarioOutcome(result.Held, result.Digest, result.ToString());
        }
        : null;
}
