using System.Text;
using Consensoor.Actors.Tests.Architecture;

namespace Consensoor.Actors.Tests.Reporting.Figures;

/// <summary>A row of metrics.csv: a name that others know, its type, its labels where they are known, and who knows it.</summary>
internal sealed record KnownMetric(string Name, string Type, IReadOnlyList<string> Labels, string Group)
{
    /// <summary>The rows of the file; a name is in several groups.</summary>
    public static IReadOnlyList<KnownMetric> Load() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "..", "shared", "apis", "metrics.csv"))
            .Skip(1)
            .Select(Fields)
            .Select(static row => new KnownMetric(row[0], row[1].Split(' ')[0], LabelsOf(row[2]), row[6])),
    ];

    /// <summary>Gives the fields of a line of a CSV file, quotes taken off.</summary>
    public static IReadOnlyList<string> Fields(string line)
    {
        var fields = new List<string>();
        var (field, isQuoted) = (new StringBuilder(), false);
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"' && isQuoted && at + 1 < line.Length && line[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else if (line[at] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[at] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[at]);
            }
        }

        return [.. fields, field.ToString()];
    }

    // `source: gossip, api; reason: unknown`, or `version, network, preset`.
    private static string[] LabelsOf(string text) => text.Contains(':', StringComparison.Ordinal)
        ? [.. text.Split(';').Select(static label => label.Split(':')[0].Trim())]
        : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
