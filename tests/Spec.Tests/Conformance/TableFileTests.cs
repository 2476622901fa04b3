using Consensoor.Conformance.Report;
using Xunit;

namespace Consensoor.Spec.Tests.Conformance;

/// <summary>What `--table` writes where.</summary>
public sealed class TableFileTests : IDisposable
{
    private const string Tables =
        "# Conformance\n\nText.\n\n## general\n\n| runner | any | all |\n| --- | --- | --- |\n| bls | 2/2 | 2/2 |\n| all | 2/2 | 2/2 |\n\n"
        + "## minimal\n\n| runner | phase0 | heze | all |\n| --- | --- | --- | --- |\n| sanity | 1/1 | **0/3** | **1/4** |\n| all | 1/1 | "
        + "**0/3** | **1/4** |\n";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_file_of_its_own_gets_the_whole_tables()
    {
        TableFile.Write(_file, Tables);
        Assert.Equal(Tables, File.ReadAllText(_file));
    }

    [Fact]
    public void A_text_with_markers_gets_the_totals_and_keeps_the_rest()
    {
        File.WriteAllText(_file, "before\n<!-- conformance -->\nold\n<!-- /conformance -->\nbehind\n");
        TableFile.Write(_file, Tables);
        var text = File.ReadAllText(_file);
        Assert.Equal(
            "before\n<!-- conformance -->\n| vectors | passed/total |\n| --- | --- |\n| general | 2/2 |\n| minimal | **1/4** |\n<!-- "
                + "/conformance -->\nbehind\n",
            text);
        TableFile.Write(_file, Tables);
        Assert.Equal(text, File.ReadAllText(_file));
        Assert.Equal(TableFile.Totals(Tables), TableFile.Part(text));
    }

    [Fact]
    public void The_totals_in_README_are_those_of_the_tables_in_docs()
    {
        var totals = TableFile.Totals(File.ReadAllText(Checkout.Place("docs", "conformance.md")));
        Assert.Contains("| minimal |", totals, StringComparison.Ordinal);
        Assert.Equal(totals, TableFile.Part(File.ReadAllText(Checkout.Place("README.md"))));
    }
}
