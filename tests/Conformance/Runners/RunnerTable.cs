using System.Collections.Frozen;
using Consensoor.Conformance.Cases;

namespace Consensoor.Conformance.Runners;

/// <summary>Who runs what.</summary>
public static class RunnerTable
{
    private static readonly FrozenDictionary<string, ICaseRunner> Runners = new Dictionary<string, ICaseRunner>
    {
        ["kzg"] = new KzgRunner(),
        ["ssz_static"] = new SszStaticRunner(),
    }.ToFrozenDictionary();

    /// <summary>The runner of a name; fails the case where no code knows it.</summary>
    public static ICaseRunner Of(string name) => Runners.GetValueOrDefault(name) ?? throw new CaseFailedException($"no code knows the runner '{name}'");
}
