using System.Globalization;
using Serilog;
using Serilog.Events;

namespace Consensoor.Actors.Hosting;

/// <summary>The log: one line an event on standard output; what the web server says of requests only when debugging.</summary>
internal static class Logging
{
    /// <summary>Sets the process's log up, from a level on.</summary>
    public static void Start(LogEventLevel level) => Log.Logger = Create(level);

    /// <summary>Makes a log from a level on; what the web server says is left out below warnings too, unless debugging.</summary>
    internal static Serilog.Core.Logger Create(LogEventLevel level) => new LoggerConfiguration()
        .MinimumLevel.Is(level)
        .MinimumLevel.Override("Microsoft", level == LogEventLevel.Information ? LogEventLevel.Warning : level)
        .Filter.ByExcluding(logged => level > LogEventLevel.Debug && IsShutdownReason(logged))
        .WriteTo.Console(
            outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u4} {Node}{Message:lj}{NewLine}{Exception}",
            formatProvider: CultureInfo.InvariantCulture)
        .CreateLogger();

    // Names a class and an exit reason of Akka's; "stopping" and "stopped" say the same.
    private static bool IsShutdownReason(LogEvent logged) => logged.Level == LogEventLevel.Information
        && logged.RenderMessage(CultureInfo.InvariantCulture).StartsWith("CoordinatedShutdown invoked", StringComparison.Ordinal);
}
