using System.Text.RegularExpressions;

namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// Where names are declared in the sources of src/Spec, by a reading of the text: methods, types, properties, fields, constants, enum
/// members and aliases.
/// </summary>
public sealed partial class CodeIndex
{
    private readonly Dictionary<string, List<string>> _files = [];

    /// <summary>Indexes the C# files below `src/Spec` of a checkout.</summary>
    public CodeIndex(string checkout)
    {
        var root = Path.Combine(checkout, "src", "Spec");
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(checkout, file).Replace('\\', '/');
            if (relative.Contains("/obj/") || relative.Contains("/bin/"))
            {
                continue;
            }

            foreach (Match match in Declaration().Matches(File.ReadAllText(file)))
            {
                var name = match.Groups.Values.Skip(1).First(group => group.Success).Value;
                if (!_files.TryGetValue(name, out var files))
                {
                    _files[name] = files = [];
                }

                if (!files.Contains(relative))
                {
                    files.Add(relative);
                }
            }
        }
    }

    /// <summary>The first file that declares a name, or null.</summary>
    public string? FileOf(string name) => _files.TryGetValue(name, out var files) ? files[0] : null;

    /// <summary>True where a file declares a name.</summary>
    public bool Declares(string file, string name) => _files.TryGetValue(name, out var files) && files.Contains(file);

    // Methods and properties with a modifier in front; types; aliases; enum members (a name alone on its line); interface methods.
    [GeneratedRegex(
        @"\b(?:public|internal|private|protected)\b(?:[^=;{}()\n]|\([^()\n]*\)\??)*?"
        + @"\b(?!(?:static|readonly|override|abstract|virtual|partial|const|async|new)\b)(\w+)(?:<[\w, ]+>)?\s*(?:\(|\{ get|=|;|\n)"
        + @"|\b(?:record|class|struct|enum|interface)\s+(?:struct\s+)?(\w+)"
        + @"|^global using (\w+) ="
        + @"|^\s{4}(\w+)(?: = \w+)?,\s*$"
        + @"|^\s{4}[\w<>\[\]?, ]+ (\w+)\(",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
