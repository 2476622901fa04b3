using Xunit;

namespace Consensoor.Spec.Tests;

/// <summary>
/// Marks a test that reads what lies beside the checkout: it is skipped and says so where that is not there, and runs, and fails, where
/// CONSENSOOR_REQUIRE_SHARED is 1.
/// </summary>
public sealed class SharedFactAttribute : FactAttribute
{
    /// <summary>A test that reads a file or folder, by its path in `../shared`.</summary>
    public SharedFactAttribute(string path)
    {
        Path = path;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Consensoor.Actors.sln")))
        {
            root = root.Parent;
        }

        var place = System.IO.Path.Combine(root?.FullName ?? ".", "..", "shared", path);
        if (!System.IO.Path.Exists(place) && Environment.GetEnvironmentVariable("CONSENSOOR_REQUIRE_SHARED") != "1")
        {
            Skip = $"../shared/{path} is not there";
        }
    }

    /// <summary>The path in `../shared`.</summary>
    public string Path { get; }
}
