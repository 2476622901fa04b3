using System.Text.RegularExpressions;

namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// Reads what the specification defines out of its documents: `def` and `class` of the Python blocks, and the names in its tables.
/// </summary>
public static partial class SpecDocuments
{
    private static readonly string[] Forks = ["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas", "heze"];

    /// <summary>
    /// All items below a folder that has one folder a fork (`specs/`), in order of fork, document and appearance; each once a document.
    /// </summary>
    public static IReadOnlyList<SpecItem> Read(string specs)
    {
        var items = new List<SpecItem>();
        var seen = new HashSet<SpecItem>();
        foreach (var fork in Forks)
        {
            var root = Path.Combine(specs, fork);
            foreach (var file in Directory.EnumerateFiles(root, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var document = Path.GetRelativePath(root, file).Replace('\\', '/');
                items.AddRange(Items(fork, document, File.ReadAllText(file)).Where(seen.Add));
            }
        }

        return items;
    }

    private static IEnumerable<SpecItem> Items(string fork, string document, string text)
    {
        foreach (Match block in PythonBlock().Matches(text))
        {
            foreach (Match definition in Definition().Matches(block.Groups[1].Value))
            {
                var kind = definition.Groups[1].Value == "def" ? SpecItemKind.Function : SpecItemKind.Type;
                yield return new SpecItem(fork, document, kind, definition.Groups[2].Value);
            }
        }

        foreach (Match row in TableName().Matches(text))
        {
            yield return new SpecItem(fork, document, SpecItemKind.Constant, row.Groups[1].Value);
        }
    }

    [GeneratedRegex(@"^```python\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex PythonBlock();

    [GeneratedRegex(@"^(def|class) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"^\| *`([A-Z][A-Z0-9_]+)` *\|", RegexOptions.Multiline)]
    private static partial Regex TableName();
}
