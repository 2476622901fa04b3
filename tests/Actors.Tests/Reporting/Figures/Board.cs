using System.Text.Json;
using System.Text.RegularExpressions;
using Consensoor.Actors.Tests.Architecture;

namespace Consensoor.Actors.Tests.Reporting.Figures;

/// <summary>The queries of docs/grafana/consensoor.json, read as far as names and labels go.</summary>
internal static partial class Board
{

    public static IEnumerable<string> Queries()
    {
        using var board = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "grafana", "consensoor.json")));
        
        // One variable names the kind of data source and asks for nothing.
        return
        [
            .. Strings(board.RootElement, "expr"),
            .. Strings(board.RootElement, "query").Where(static query => query != "prometheus"),
        ];
    }

    public static IEnumerable<string> Problems(string query, IReadOnlyDictionary<string, Exposition.Family> families)
    {
        var (named, asked) = (new HashSet<string>(StringComparer.Ordinal), 0);
        var text = Range().Replace(query, "");
        foreach (Match match in Selector().Matches(text))
        {
            var name = match.Groups["name"].Value;
            if (FamilyOf(name, families) is not { } family)
            {
                yield return $"{name} is not exported: {query}";
                continue;
            }

            asked++;
            named.UnionWith(family.Labels);
            foreach (Match label in Matcher().Matches(match.Groups["labels"].Value))
            {
                var (key, value) = (label.Groups["key"].Value, label.Groups["value"].Value);
                if (!family.Labels.Contains(key) && key != "le")
                {
                    yield return $"{name} has no label {key}: {query}";
                }
                else if (!value.StartsWith('$') && !MetricsWalkTests.Mine(family).Any(sample =>
                    sample.Labels.TryGetValue(key, out var has) && Regex.IsMatch(has, $"^({value})$")))
                {
                    yield return $"{name} has no {key} {value}: {query}";
                }
            }
        }

        foreach (Match grouping in Grouping().Matches(text))
        {
            foreach (var label in grouping.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                if (label != "le" && !named.Contains(label))
                {
                    yield return $"nothing has the label {label}: {query}";
                }
            }
        }

        if (asked == 0)
        {
            yield return $"asks for nothing: {query}";
        }
    }

    private static Exposition.Family? FamilyOf(string name, IReadOnlyDictionary<string, Exposition.Family> families) =>
        families.TryGetValue(name, out var family) ? family
        : families.TryGetValue(Part().Replace(name, ""), out var histogram) && histogram.Type == "histogram" ? histogram
        : null;

    private static IEnumerable<string> Strings(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == name && property.Value.ValueKind == JsonValueKind.String
                ? [property.Value.GetString()!]
                : Strings(property.Value, name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Strings(item, name)),
        _ => [],
    };

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<![\w""$~=])(?<name>(consensoor|beacon|gossipsub|libp2p|discovery|local|process)_\w+)(\{(?<labels>[^}]*)\})?")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<key>\w+)\s*(=~|!~|!=|=)\s*""(?<value>[^""]*)""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\b(by|on|without)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Part();
}
