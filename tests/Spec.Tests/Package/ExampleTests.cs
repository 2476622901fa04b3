using Consensoor.Conformance.Cases;
using Consensoor.Spec.Tests.Conformance;
using Xunit;

namespace Consensoor.Spec.Tests.Package;

/// <summary>What the README of the package shows compiles, runs on a reference test, and is what stands there.</summary>
public class ExampleTests
{
    private const string Yaml =
        """
        PRESET_BASE: minimal
        ALTAIR_FORK_EPOCH: 0
        BELLATRIX_FORK_EPOCH: 0
        CAPELLA_FORK_EPOCH: 0
        """;

    [Fact]
    public void The_example_finds_the_head()
    {
        var folder = Case("minimal/capella/fork_choice/get_head/pyspec_tests/split_tie_breaker_no_attestations");
        var block = Directory.EnumerateFiles(folder, "block_0x*").Order(StringComparer.Ordinal).First();
        var name = Path.GetFileName(block)["block_".Length..].Split('.')[0];
        Assert.Equal(name, Head(folder, block).ToString());
    }

    [Fact]
    public void The_example_names_what_refuses_a_block()
    {
        var folder = Case("minimal/capella/fork_choice/on_block/pyspec_tests/on_block_bad_parent_root");
        var block = Directory.EnumerateFiles(folder, "block_0x*").Single();
        var refusal = Assert.Throws<InvalidDataException>(() => Head(folder, block));
        Assert.Contains("block.parent_root in store.block_states", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_shows_the_example_that_runs()
    {
        var readme = File.ReadAllText(Checkout.Place("src", "Spec", "README.md")).Split("```");
        var shown = readme[1].Split('\n').Skip(1).Where(static line => line.Length > 0);
        var code = File.ReadAllLines(Checkout.Place("tests", "Spec.Tests", "Package", "Example.cs"))
            .Where(static line => line.StartsWith("        ", StringComparison.Ordinal))
            .Select(static line => line[8..]);
        Assert.Equal(shown, code);
    }

    private static Root Head(string folder, string block) =>
        Example.Head(Yaml, Read(folder, "anchor_state.ssz_snappy"), Read(folder, "anchor_block.ssz_snappy"), Read(folder, block));

    private static byte[] Read(string folder, string name) =>
        Snappier.Snappy.DecompressToArray(File.ReadAllBytes(Path.Combine(folder, name)));

    private static string Case(string id) => ReferenceCases.Of("fork_choice").Single(path => path.Id == id).FullName;
}
