using System.Globalization;
using Prometheus;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>What the system lets this process have, as far as it says (Linux).</summary>
internal static class ProcessLimits
{
    private const string Limits = "/proc/self/limits";
    private static readonly Gauge MaxFiles =
        Metrics.CreateGauge("process_max_fds", "File descriptors that the process may have open, 0 where that is not known");

    /// <summary>Sets the metrics; the limits of a process that runs do not change by themselves.</summary>
    public static void Show() => MaxFiles.Set(File.Exists(Limits) ? MostFiles(File.ReadAllText(Limits)) : 0);

    /// <summary>Reads the soft limit of open files out of the system's table; 0 where there is none.</summary>
    internal static double MostFiles(string table)
    {
        const string row = "Max open files";
        var line = table.Split('\n').FirstOrDefault(static line => line.StartsWith(row, StringComparison.Ordinal));
        var soft = line?[row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return double.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : 0;
    }
}
