using Akka.Configuration;
using Prometheus;

namespace Consensoor.Actors.Reporting;

/// <summary>`consensoor.metrics.runtime`: whether what .NET and its libraries measure of themselves stands among the metrics.</summary>
internal static class RuntimeMetrics
{
    /// <summary>
    /// Leaves it out unless the setting is on; the process's own (CPU, memory, files) stay. It takes effect before the metrics are first
    /// read.
    /// </summary>
    public static void Apply(Config hocon)
    {
        if (!hocon.GetBoolean("consensoor.metrics.runtime"))
        {
            Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions
            {
                SuppressDebugMetrics = true,
                SuppressEventCounters = true,
                SuppressMeters = true,
            });
        }
    }
}
