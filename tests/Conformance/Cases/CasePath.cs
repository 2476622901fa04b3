using Consensoor.Spec.Config;

namespace Consensoor.Conformance.Cases;

/// <summary>
/// Where a case is: the names of its place in the tree of the reference tests, and its folder (or file, for runners whose cases are single
/// files).
/// </summary>
public sealed record CasePath(
    string Preset, string Fork, string Runner, string Handler, string Suite, string Name, string FullName, bool IsFile)
{
    /// <summary>The fork, or null where no code knows it or the case belongs to none.</summary>
    public ForkName? ForkName { get; } = Forks.GetValueOrDefault(Fork);

    /// <summary>The place as one path, as `--filter` and known-gaps.txt see it.</summary>
    public string Id { get; } =
        string.Join('/', new[] { Preset, Fork, Runner, Handler, Suite, Name }.Where(static part => part.Length > 0));

    /// <summary>The names of the forks.</summary>
    public static IReadOnlyDictionary<string, ForkName?> Forks { get; } =
        Enum.GetValues<ForkName>().ToDictionary(static fork => fork.ToString().ToLowerInvariant(), static fork => (ForkName?)fork);
}
