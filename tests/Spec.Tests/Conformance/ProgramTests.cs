using Consensoor.Conformance.Cases;
using Consensoor.Conformance.Execution;
using Xunit;

namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The program's own promises: what it does not know fails, and the list of known gaps can only shrink.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("consensoor").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("minimal/gloas/shuffling/core/shuffle/a", "is missing")]
    [InlineData("minimal/gloas/dancing/core/pyspec_tests/a", "no code knows the runner 'dancing'")]
    [InlineData("minimal/osaka/ssz_static/Checkpoint/ssz_random/a", "no code knows the fork osaka")]
    [InlineData("minimal/gloas/ssz_static/Sundial/ssz_random/a", "no container Sundial")]
    [InlineData("minimal/gloas/epoch_processing/tea/pyspec_tests/a", "is missing")]
    [InlineData("minimal/gloas/sanity/naps/pyspec_tests/a", "no code knows the handler naps")]
    [InlineData("minimal/gloas/light_client/naps/pyspec_tests/a", "no code knows the handler naps")]
    [InlineData("minimal/gloas/too/deep", "no code knows the runner ''")]
    public void What_no_code_knows_fails(string place, string reason)
    {
        var result = CaseRunner.RunOne(Make(place));
        Assert.Equal(Outcome.Failed, result.Outcome);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("minimal", 2)]
    [InlineData("minimal/gloas/sanity", 2)]
    [InlineData("minimal/gloas/sanity/blocks/pyspec_tests/a", 1)]
    [InlineData("general/kzg", 1)]
    public void Any_folder_of_the_tree_can_be_searched(string below, int count)
    {
        Make("minimal/gloas/sanity/blocks/pyspec_tests/a");
        Make("minimal/gloas/sanity/blocks/pyspec_tests/b");
        Make("general/kzg/verify_kzg_proof/kzg-mainnet/c");
        Assert.Equal(count, CaseFinder.Find(Path.Combine(_root, below)).Count());
    }

    [Fact]
    public void A_known_gap_that_fails_is_skipped_and_one_that_passes_is_an_error()
    {
        var path = Make("minimal/gloas/sanity/blocks/pyspec_tests/a");
        var gaps = KnownGaps.Parse(["# comment", "", "*/sanity/* not built yet"]);
        Assert.Equal(Outcome.Skipped, gaps.Apply(new CaseResult(path, Outcome.Failed, "x", default)).Outcome);
        Assert.Equal(Outcome.Failed, gaps.Apply(new CaseResult(path, Outcome.Passed, "", default)).Outcome);
        Assert.Equal(Outcome.Passed, KnownGaps.None.Apply(new CaseResult(path, Outcome.Passed, "", default)).Outcome);
        Assert.Throws<InvalidDataException>(() => KnownGaps.Parse(["*/sanity/*"]));
    }

    private CasePath Make(string place)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, place)).FullName;
        File.WriteAllText(Path.Combine(folder, "note.yaml"), "");
        return CaseFinder.Find(folder).Single();
    }
}
