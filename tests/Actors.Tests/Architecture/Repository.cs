namespace Consensoor.Actors.Tests.Architecture;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution, above the test's own.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new InvalidOperationException("no solution above the tests")
        : folder.EnumerateFiles("*.sln").Any() ? folder.FullName
        : Find(folder.Parent);
}
