namespace Consensoor.Actors.Tests.Page;

/// <summary>Programs of this machine.</summary>
internal static class Programs
{
    /// <summary>Finds one of some names in PATH; null where there is none.</summary>
    public static string? Find(params IEnumerable<string> names) => names
        .SelectMany(static name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(static folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
