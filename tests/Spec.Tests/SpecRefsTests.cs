using Consensoor.Conformance.SpecRefs;
using Xunit;

namespace Consensoor.Spec.Tests;

/// <summary>
/// docs/specrefs.csv is true: every row has a place that declares the item, or a reason; and every item of the specification has a row.
/// </summary>
public sealed class SpecRefsTests
{
    private static readonly string Checkout = FindCheckout();

    [Fact]
    public void EveryRowHasAPlaceThatIsThereOrAReason()
    {
        var code = new CodeIndex(Checkout);
        var rows = SpecRefTable.Load(Path.Combine(Checkout, "docs", "specrefs.csv"));
        Assert.True(rows.Count > 1_000, $"{rows.Count} rows are not the whole specification");
        var problems =
            rows.Select(row => (row.Item, Problem: SpecRefTable.Check(row, code))).Where(row => row.Problem is not null).ToArray();
        Assert.Empty(problems);
    }

    [SharedFact("spec/specs")]
    public void EveryItemOfTheSpecificationHasARow()
    {
        var specs = Path.Combine(Checkout, "..", "shared", "spec", "specs");
        var rows = SpecRefTable.Load(Path.Combine(Checkout, "docs", "specrefs.csv")).Select(row => row.Item).ToHashSet();
        var items = SpecDocuments.Read(specs).ToHashSet();
        Assert.Empty(items.Except(rows));
        Assert.Empty(rows.Except(items));
    }

    private static string FindCheckout()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Consensoor.Actors.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("the tests do not run inside a checkout");
        }

        return directory.FullName;
    }
}
