using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Consensoor.Actors.Page;

/// <summary>The files of the page, which are part of the program (`src/Actors/Page/Files`).</summary>
internal static class PageFiles
{
    /// <summary>The file that is served at `/`.</summary>
    public const string Index = "index.html";

    private const string Prefix = "Consensoor.Actors.page.";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly Lazy<FrozenDictionary<string, PageFile>> Files = new(Load);

    /// <summary>The names of all files.</summary>
    public static IEnumerable<string> Names => Files.Value.Keys;

    /// <summary>Finds a file by its name, which is one of those there are and never a path; null where there is none.</summary>
    public static PageFile? Find(string name) => Files.Value.GetValueOrDefault(name);

    private static FrozenDictionary<string, PageFile> Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(static name => name[Prefix.Length..], name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return new PageFile(
                    Types[Path.GetExtension(name)], bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
            });
    }
}
