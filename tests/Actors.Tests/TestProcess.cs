using System.Diagnostics;

namespace Consensoor.Actors.Tests;

/// <summary>Starts this program's <see cref="Program"/> as a process of its own.</summary>
internal static class TestProcess
{
    public const string HoldLock = "hold-lock";
    public const string PrintMetrics = "print-metrics";

    public static Process Start(params string[] args)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return Process.Start(
            new ProcessStartInfo(host, [typeof(TestProcess).Assembly.Location, .. args]) { RedirectStandardOutput = true })!;
    }
}
