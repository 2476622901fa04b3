namespace Consensoor.Conformance.Cases;

/// <summary>
/// Finds cases by the shape of folders: preset/fork/runner/handler/suite/case, or general/kzg/handler/suite/case, or a single file
/// general/fork/bls/handler/case.yaml. The path to search may be any folder of such a tree, or lie above it.
/// </summary>
public static class CaseFinder
{
    // Deep enough for any place above a preset; links that lead in circles end here.
    private const int MaxDepth = 16;

    private static readonly string[] Presets = ["minimal", "mainnet", "general"];
    private static readonly EnumerationOptions Options = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <summary>
    /// The cases at and below a folder, in the order of their paths; a folder below a preset that holds files and has another shape becomes
    /// a case without runner, which fails.
    /// </summary>
    public static IEnumerable<CasePath> Find(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return File.Exists(full) ? FindFile(full) : FindFolder(full, MaxDepth);
    }

    private static IEnumerable<CasePath> FindFile(string file) =>
        Single(file) is { } single ? [single] : FindFolder(Path.GetDirectoryName(file)!, 0);

    private static IEnumerable<CasePath> FindFolder(string folder, int depth)
    {
        var files = Directory.EnumerateFiles(folder, "*", Options).Order(StringComparer.Ordinal).ToArray();
        if (files.Length > 0 && Place(folder) is { } place)
        {
            if (Folder(folder, place) is { } found)
            {
                yield return found;
                yield break;
            }

            foreach (var file in files)
            {
                yield return Single(file) ?? Unknown(file, place);
            }
        }

        if (depth > 0)
        {
            foreach (var child in Directory.EnumerateDirectories(folder, "*", Options)
                .Order(StringComparer.Ordinal)
                .SelectMany(child => FindFolder(child, depth - 1)))
            {
                yield return child;
            }
        }
    }

    /// <summary>The names from the preset on, or null outside a preset's tree.</summary>
    private static string[]? Place(string path)
    {
        var parts = path.Split(Path.DirectorySeparatorChar);
        for (var i = parts.Length - 2; i >= 0; i--)
        {
            if (Presets.Contains(parts[i])
                && (CasePath.Forks.ContainsKey(parts[i + 1]) || (parts[i] == "general" && parts[i + 1] == "kzg")))
            {
                return parts[i..];
            }
        }

        var at = Array.FindLastIndex(parts, Presets.Contains);
        return at < 0 || at == parts.Length - 1 ? null : parts[at..];
    }

    private static CasePath? Folder(string full, string[] place) => place switch
    {
        [var preset, var fork, var runner, var handler, var suite, var name] =>
            new CasePath(preset, fork, runner, handler, suite, name, full, false),
        ["general", "kzg", var handler, var suite, var name] => new CasePath("general", "", "kzg", handler, suite, name, full, false),
        _ => null,
    };

    private static CasePath? Single(string file) =>
        Place(file) is ["general", var fork, "bls", var handler, var name] && name.EndsWith(".yaml", StringComparison.Ordinal)
            ? new CasePath("general", fork, "bls", handler, "", name[..^5], file, true)
            : null;

    private static CasePath Unknown(string file, string[] place) =>
        new(place[0], place[1], "", "", "", string.Join('/', place.Skip(2).Append(Path.GetFileName(file))), file, true);
}
