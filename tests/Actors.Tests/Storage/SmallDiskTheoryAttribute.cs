using System.Diagnostics;
using Consensoor.Actors.Tests.Page;
using Xunit;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>Marks a test on a small disk of its own, which is a mount: it is skipped, and says so, where none may be made.</summary>
public sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    private static readonly string? s_obstacle = Obstacle();

    /// <summary>A test that runs where util-linux's unshare may mount a tmpfs for its child.</summary>
    public SmallDiskTheoryAttribute() => Skip = s_obstacle;

    private static string? Obstacle()
    {
        if (Programs.Find("unshare") is not { } unshare)
        {
            return "unshare is not installed";
        }

        using var process = Process.Start(new ProcessStartInfo(unshare, ["-rm", "mount", "-t", "tmpfs", "none", "/tmp"])
        {
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : "no disk may be mounted here";
    }
}
