using System.Text;

namespace Consensoor.Conformance.Report;

/// <summary>
/// Writes the tables: whole into a file of their own, and only their totals into the part of a text that stands between markers.
/// </summary>
public static class TableFile
{
    private const string Begin = "<!-- conformance -->";
    private const string End = "<!-- /conformance -->";
    private const string All = "| all |";

    /// <summary>Writes the tables; a file that has both markers keeps the text around them and gets the totals.</summary>
    public static void Write(string file, string markdown)
    {
        var text = File.Exists(file) ? File.ReadAllText(file) : "";
        File.WriteAllText(
            file, HasMarkers(text, out var begin, out var end) ? $"{text[..begin]}{Begin}\n{Totals(markdown)}{text[end..]}" : markdown);
    }

    /// <summary>Gives what stands between the markers of a text; empty where it has none.</summary>
    public static string Part(string text) => HasMarkers(text, out var begin, out var end) ? text[(begin + Begin.Length + 1)..end] : "";

    /// <summary>Gives the last cell of each table, which counts all of it, under the table's heading.</summary>
    public static string Totals(string markdown)
    {
        var totals = new StringBuilder("| vectors | passed/total |\n| --- | --- |\n");
        var heading = "";
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                heading = line[3..];
            }
            else if (line.StartsWith(All, StringComparison.Ordinal))
            {
                totals.Append("| ").Append(heading).Append(" | ").Append(line.Split('|')[^2].Trim()).Append(" |\n");
            }
        }

        return totals.ToString();
    }

    private static bool HasMarkers(string text, out int begin, out int end)
    {
        (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        return begin >= 0 && end >= begin;
    }
}
