namespace Consensoor.Spec.Tests;

/// <summary>Finds files of the repository that the tests lie in.</summary>
internal static class Checkout
{
    private static readonly string Root = Find();

    /// <summary>Gives the place of a file by its path in the repository.</summary>
    public static string Place(params ReadOnlySpan<string> path) => Path.Combine([Root, .. path]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Consensoor.Actors.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests do not lie in a checkout");
    }
}
