using System.Text.RegularExpressions;
using Consensoor.Conformance.SpecRefs;
using Xunit;

namespace Consensoor.Spec.Tests;

/// <summary>
/// docs/specrefs.csv is true: every item of the specification has one row, with the hash of what the specification says and the declaration
/// it is written as, or the reason why it is not; and docs/forks.md is made of it.
/// </summary>
public sealed partial class SpecRefsTests
{
    private const string Specs = "spec/specs";

    // Headed "Modified" for what the text around the code says, or for what they are made of or call.
    private static readonly string[] ModifiedThroughOthers =
    [
        "capella LightClientBootstrap",
        "capella LightClientFinalityUpdate",
        "capella LightClientOptimisticUpdate",
        "capella LightClientStore",
        "capella LightClientUpdate",
        "capella get_payload",
        "capella notify_forkchoice_updated",
        "deneb get_payload",
        "electra add_validator_to_registry",
        "electra get_payload",
        "electra is_within_weak_subjectivity_period",
        "electra process_deposit",
        "fulu GetPayloadResponse",
        "fulu get_payload",
        "gloas PartialDataColumnPartsMetadata",
        "heze notify_forkchoice_updated",
    ];

    private static readonly Lazy<CodeIndex> Code = new(static () => new CodeIndex(Checkout.Place()));

    private static string SpecsFolder => Checkout.Place("..", "shared", "spec", "specs");

    [Fact]
    public void EveryPlaceIsADeclarationAndEveryOtherRowHasAReason()
    {
        var rows = Table();
        Assert.True(rows.Count > 1_200, $"{rows.Count} rows are not the whole specification");
        Assert.Empty(rows.Select(static row => SpecRefTable.Check(row, Code.Value)).OfType<string>());
    }

    [SharedFact(Specs)]
    public void TheTableIsTheOneThatSpecificationAndCodeGive()
    {
        var table = Table();
        var truth = SpecRefTable.Build(SpecsFolder, Code.Value, table, out var problems);
        Assert.Empty(problems);
        Assert.Empty(SpecRefTable.Differences(table, truth));
        Assert.Equal(SpecRefTable.Format(truth), File.ReadAllText(SpecRefTable.FileOf(Checkout.Place())).ReplaceLineEndings("\n"));
    }

    [SharedFact(Specs)]
    public void TheTableOfForksIsTheOneThatTheRowsGive()
    {
        var text = ForkTable.Format(Table(), SpecDocuments.Removals(SpecsFolder));
        Assert.Equal(text, File.ReadAllText(ForkTable.FileOf(Checkout.Place())).ReplaceLineEndings("\n"));
    }

    [SharedFact(Specs)]
    public void WhatIsHeadedModifiedHasAnotherHash()
    {
        var rows = Table().ToLookup(static row => (row.Item.Fork, row.Item.Name), static row => row.Change);
        var headed = new List<(string Fork, string Name)>();
        foreach (var fork in SpecDocuments.Forks)
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(SpecsFolder, fork), "*.md", SearchOption.AllDirectories))
            {
                headed.AddRange(ModifiedHeading().Matches(File.ReadAllText(file)).Select(heading => (fork, heading.Groups[1].Value)));
            }
        }

        var defined = headed.Where(rows.Contains).Distinct().ToArray();
        Assert.True(defined.Length > 150, $"{defined.Length} headings");
        Assert.Equal(
            ModifiedThroughOthers,
            defined.Where(heading => rows[heading].All(static change => change == SpecChange.Restated))
                .Select(static heading => $"{heading.Fork} {heading.Name}").Order(StringComparer.Ordinal));
        Assert.All(defined, heading => Assert.Contains(rows[heading], static change => change != SpecChange.New));
    }

    private static IReadOnlyList<SpecRef> Table() => SpecRefTable.Parse(File.ReadAllText(SpecRefTable.FileOf(Checkout.Place())));

    [GeneratedRegex(@"^#+ Modified `(\w+)`", RegexOptions.Multiline)]
    private static partial Regex ModifiedHeading();
}
