namespace Consensoor.Actors.Tests.Architecture;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution, above the test's own.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Lists the files below some folders whose names have an ending, but for what was built or installed there.</summary>
    public static IEnumerable<string> Files(string ending, params IEnumerable<string> folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), $"*{ending}", SearchOption.AllDirectories))
        .Where(static file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(IsForeign));

    private static bool IsForeign(string folder) => folder is "bin" or "obj" or "node_modules";

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new InvalidOperationException("no solution above the tests")
        : folder.EnumerateFiles("*.sln").Any() ? folder.FullName
        : Find(folder.Parent);
}
