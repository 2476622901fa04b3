using Xunit;

namespace Consensoor.Actors.Tests.Page;

/// <summary>
/// Marks a test that needs Chromium: the program that CONSENSOOR_CHROMIUM names, or one of PATH. It is skipped, and says so, without.
/// </summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>A test that runs where there is a browser.</summary>
    public BrowserFactAttribute() => Skip = Browser is null
        ? "there is no Chromium: install the package chromium, or name one in CONSENSOOR_CHROMIUM"
        : null;

    /// <summary>The program; null where there is none.</summary>
    public static string? Browser => Environment.GetEnvironmentVariable("CONSENSOOR_CHROMIUM") is { Length: > 0 } named
        ? named
        : Programs.Find("chromium", "chromium-browser", "google-chrome", "chrome");
}
