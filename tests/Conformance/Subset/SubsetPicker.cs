using Consensoor.Conformance.Cases;

namespace Consensoor.Conformance.Subset;

/// <summary>
/// Picks a small part of a vectors root: the smallest cases of every preset, fork, runner and handler, accepted and refused ones alike,
/// then more of them while they fit.
/// </summary>
public static class SubsetPicker
{
    /// <summary>The cases to keep, in an order that puts like next to like.</summary>
    /// <param name="root">A vectors root.</param>
    /// <param name="bytes">
    /// How many bytes of files to stay below once every group has its first accepted and its first refused case.
    /// </param>
    public static IReadOnlyList<CasePath> Pick(string root, long bytes)
    {
        var groups = CaseFinder.Find(root)
            .Select(static path => (Path: path, Size: Size(path)))
            .GroupBy(static item => (item.Path.Preset, item.Path.Fork, item.Path.Runner, item.Path.Handler, IsRefused(item.Path)))
            .Select(static group =>
                group.OrderBy(static item => item.Size).ThenBy(static item => item.Path.Id, StringComparer.Ordinal).ToArray())
            .ToArray();
        var picked = new List<CasePath>();
        var total = 0L;
        for (var rank = 0; groups.Any(group => group.Length > rank); rank++)
        {
            foreach (var (path, size) in groups.Where(group => group.Length > rank)
                .Select(group => group[rank])
                .OrderBy(static item => item.Size))
            {
                if (rank > 0 && total + size > bytes)
                {
                    return Ordered(picked);
                }

                picked.Add(path);
                total += size;
            }
        }

        return Ordered(picked);
    }

    private static IReadOnlyList<CasePath> Ordered(List<CasePath> picked) =>
        [.. picked.OrderBy(static path => path.Runner, StringComparer.Ordinal)
            .ThenBy(static path => path.Handler, StringComparer.Ordinal)
            .ThenBy(static path => path.Id, StringComparer.Ordinal)];

    private static bool IsRefused(CasePath path) =>
        path.Suite == "invalid"
            || path.Name.Contains("invalid", StringComparison.Ordinal)
            || path.Name.Contains("reject", StringComparison.Ordinal)
        || (File.Exists(Path.Combine(path.FullName, "pre.ssz_snappy")) && !File.Exists(Path.Combine(path.FullName, "post.ssz_snappy")));

    private static long Size(CasePath path) =>
        path.IsFile
            ? new FileInfo(path.FullName).Length
            : new DirectoryInfo(path.FullName).EnumerateFiles().Sum(static file => file.Length);
}
