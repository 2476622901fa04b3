using Serilog.Events;

namespace Consensoor.Actors.Cli;

/// <summary>The log levels by the names the command line knows.</summary>
internal static class LogLevels
{
    public static readonly string[] Names = ["DEBUG", "INFO", "WARNING", "ERROR"];

    public static LogEventLevel Parse(string name) => name.ToUpperInvariant() switch
    {
        "DEBUG" => LogEventLevel.Debug,
        "WARNING" => LogEventLevel.Warning,
        "ERROR" => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };
}
