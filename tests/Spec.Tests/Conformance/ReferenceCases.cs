using Consensoor.Conformance.Cases;
using Consensoor.Conformance.Execution;
using Consensoor.Conformance.Subset;

namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the reference tests that the repository carries, unpacked once, and the known gaps.</summary>
internal static class ReferenceCases
{
    private static readonly Lazy<ILookup<string, CasePath>> Cases =
        new(static () => CaseFinder.Find(SubsetArchive.Unpack(Path.Combine(AppContext.BaseDirectory, "subset.tar.br")))
            .ToLookup(static path => path.Runner));

    /// <summary>The gaps that known-gaps.txt lists.</summary>
    public static KnownGaps Gaps { get; } = KnownGaps.Parse(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "known-gaps.txt")));

    /// <summary>The runners that have cases.</summary>
    public static IEnumerable<string> Runners => Cases.Value.Select(static group => group.Key);

    /// <summary>The cases of a runner.</summary>
    public static IEnumerable<CasePath> Of(string runner) => Cases.Value[runner];
}
