using Consensoor.Conformance.SpecRefs;
using Xunit;

namespace Consensoor.Spec.Tests;

/// <summary>
/// How docs/specrefs.csv is made, on a small specification: what counts as a change, which declaration is taken, what is found wrong.
/// </summary>
public sealed class SpecRefTableTests : IDisposable
{
    private const string Before = """"
        ## Constants

        | Name | Value |
        | --- | --- |
        | `SIZE` | `Uint64(1)` |

        ```python
        class Balances(List[Gwei, SIZE]):
            """
            What there is.
            """
        ```

        ```python
        class HistoricalBatch(Container):
            balances: Balances
        ```

        ```python
        class BeaconState(Container):
            balances: Balances
        ```

        ```python
        def get_sum(state: BeaconState) -> Gwei:
            total = 0
            for balance in state.balances:
                total += balance
            return total
        ```
        """";

    private const string After = """
        ```python
        class BeaconState(Container):
            # [Modified in Altair]
            balances: Balances
        ```

        ```python
        def get_sum(
            state: BeaconState,
        ) -> Gwei:
            total = 0
            for balance in state.balances:
                total += balance
                return total
        ```
        """;

    private static readonly CodeIndex Code = new(
    [
        ("src/Spec/Constants/Constants.cs", "static class Constants { public const ulong Size = 1; }"),
        ("src/Spec/Containers/HistoricalBatch.cs", "record HistoricalBatch(int Balances);"),
        ("src/Spec/Duties/Sums.cs", "static class Sums { static int Twice() => Accessors.GetSum() * 2; static int GetSum() => 0; }"),
        ("src/Spec/State/BeaconState.cs", "class BeaconState { public int Balances { get; } }"),
        ("src/Spec/Transition/Accessors.cs", "static class Accessors { public static int GetSum() => Sums.Twice(); }"),
    ]);

    private readonly string _folder = Directory.CreateTempSubdirectory("specrefs").FullName;

    public SpecRefTableTests()
    {
        foreach (var fork in SpecDocuments.Forks)
        {
            Directory.CreateDirectory(Path.Combine(_folder, fork));
        }

        Write("phase0", Before);
        Write("altair", After);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ItemsHaveTheirKindTheirTwinAndWhatTheForkChanged()
    {
        var rows = Build();
        Assert.Equal(
            [
                "type Balances New src/Spec/State/BeaconState.cs#BeaconState.Balances",
                "container HistoricalBatch New src/Spec/Containers/HistoricalBatch.cs#HistoricalBatch",
                "container BeaconState New src/Spec/State/BeaconState.cs#BeaconState",
                "function get_sum New src/Spec/Transition/Accessors.cs#Accessors.GetSum",
                "constant SIZE New src/Spec/Constants/Constants.cs#Constants.Size",
                "container BeaconState Restated src/Spec/State/BeaconState.cs#BeaconState",
                "function get_sum Modified src/Spec/Transition/Accessors.cs#Accessors.GetSum",
            ],
            rows.Select(static row => $"{row.Item.Kind.ToString().ToLowerInvariant()} {row.Item.Name} {row.Change} {row.Place}"));
        Assert.Equal(rows, SpecRefTable.Parse(SpecRefTable.Format(rows)));
        Assert.Empty(SpecRefTable.Differences(rows, rows));
    }

    [Fact]
    public void ANameWithTwoPlacesIsNotSettled()
    {
        var code = new CodeIndex(
        [
            ("src/Spec/Transition/A.cs", "static class A { static int GetSum() => 0; }"),
            ("src/Spec/Transition/B.cs", "static class B { static int GetSum() => 0; }"),
        ]);
        SpecRefTable.Build(_folder, code, [], out var problems);
        Assert.Contains(problems, static problem => problem.Contains("A.cs#A.GetSum or src/Spec/Transition/B.cs#B.GetSum"));
        Assert.Contains(problems, static problem => problem.Contains("constant SIZE: neither a place nor a reason"));
    }

    [Fact]
    public void AUseIsNoPlace()
    {
        var row = Build().First(static row => row.Item.Name == "get_sum");
        Assert.Null(SpecRefTable.Check(row, Code));
        foreach (var name in new[] { "#Accessors.GetSum", "#GetSum", "" })
        {
            Assert.NotNull(SpecRefTable.Check(row with { Place = $"src/Spec/Duties/Sums.cs{name}" }, Code));
        }

        Assert.NotNull(SpecRefTable.Check(row with { Place = "" }, Code));
        Assert.NotNull(SpecRefTable.Check(row with { Reason = "none" }, Code));
        Assert.NotNull(Assert.Single(
            SpecRefTable.Differences([.. Build().Select(Twin)], Build()), static found => found.Contains("should be")));

        // A declaration, but the wrong one.
        static SpecRef Twin(SpecRef row) =>
            row.Item is { Fork: "phase0", Name: "get_sum" } ? row with { Place = "src/Spec/Duties/Sums.cs#Sums.GetSum" } : row;
    }

    [Fact]
    public void AChangedTextAMissingRowAndARowTooManyAreFound()
    {
        var table = Build();
        Write("altair", After.Replace("total += balance", "total -= balance"));
        Assert.Contains("get_sum", Assert.Single(SpecRefTable.Differences(table, Build())));

        Write("altair", After);
        Write("phase0", Before.Replace("Uint64(1)", "Uint64(2)"));
        Assert.Contains("SIZE", Assert.Single(SpecRefTable.Differences(table, Build())));

        Write("phase0", Before.Replace("`SIZE`", "`LENGTH`"));
        Assert.Equal(
            ["phase0/beacon-chain.md constant LENGTH: no row", "phase0/beacon-chain.md constant SIZE: no item"],
            SpecRefTable.Differences(table, Build()));

        Write("phase0", Before);
        Assert.EndsWith("2 rows", Assert.Single(SpecRefTable.Differences([.. table, table[0]], Build())));
    }

    [Theory]
    [InlineData("a = f(b, c)  # why", "a = f(\n    b,\n    c,\n)", true)]
    [InlineData("def f():\n    \"\"\"\n    Says.\n    \"\"\"\n    return 1", "def f():\n    return 1", true)]
    [InlineData("for a in b:\n    c()\n    d()", "for a in b:\n    c()\nd()", false)]
    [InlineData("a = \"# b\"", "a = \"# c\"", false)]
    [InlineData("a < b", "a <= b", false)]
    public void LayoutAndCommentsDoNotCountAndAllElseDoes(string one, string other, bool isSame) =>
        Assert.Equal(isSame, SpecText.Hash(SpecText.OfCode(one)) == SpecText.Hash(SpecText.OfCode(other)));

    private IReadOnlyList<SpecRef> Build() => SpecRefTable.Build(_folder, Code, [], out _);

    private void Write(string fork, string text) =>
        File.WriteAllText(Path.Combine(_folder, fork, "beacon-chain.md"), text.ReplaceLineEndings("\n") + "\n");
}
