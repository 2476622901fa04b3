using System.Globalization;
using Consensoor.Actors.Hosting.Logs;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The log: one line an event on standard output, and in a file where one is named; what the web server says of requests only when
/// debugging.
/// </summary>
internal static class Logging
{
    /// <summary>Names the setting of the log's file.</summary>
    public const string FilePath = "consensoor.logging.file";

    // Null where the log is that of another program, in which a node runs.
    private static LogEventLevel? _level;

    /// <summary>Sets the process's log up, from a level on.</summary>
    public static void Start(LogEventLevel level)
    {
        _level = level;
        Log.Logger = Create(level);
    }

    /// <summary>
    /// Sets it up anew as the configuration says, once that is read, unless it is another program's; throws
    /// <see cref="NodeStartException"/> for a file that cannot be written.
    /// </summary>
    public static void Apply(Akka.Configuration.Config hocon)
    {
        if (_level is not { } level)
        {
            return;
        }

        var settings = LogSettings.From(hocon.GetConfig("consensoor"));
        if (settings.File is { } file)
        {
            try
            {
                using var _ = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
            {
                throw new NodeStartException($"{FilePath}: {e.Message}");
            }
        }

        var former = Log.Logger;
        Log.Logger = Create(level, settings);
        (former as IDisposable)?.Dispose();
    }

    /// <summary>Makes a log from a level on; what the web server says is left out below warnings too, unless debugging.</summary>
    internal static Serilog.Core.Logger Create(LogEventLevel level, LogSettings? settings = null)
    {
        var form = settings ?? LogSettings.Default;
        var writes = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Console(Lines(isDated: false));
        if (form.File is { } file)
        {
            writes.WriteTo.File(
                Lines(isDated: true),
                file,
                fileSizeLimitBytes: form.FileBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: form.Files,
                flushToDiskInterval: TimeSpan.FromSeconds(1));
        }

        return new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Microsoft", level == LogEventLevel.Information ? LogEventLevel.Warning : level)
            .Filter.ByExcluding(logged => level > LogEventLevel.Debug && IsShutdownReason(logged))
            .WriteTo.Sink(new FloodGuard(writes.CreateLogger(), form.Repeats))
            .CreateLogger();

        // A file is read days later.
        ITextFormatter Lines(bool isDated) => form.IsJson ? new RenderedCompactJsonFormatter() : new LineFormatter(isDated);
    }

    // Names a class and an exit reason of Akka's; "stopping" and "stopped" say the same.
    private static bool IsShutdownReason(LogEvent logged) => logged.Level == LogEventLevel.Information
        && logged.RenderMessage(CultureInfo.InvariantCulture).StartsWith("CoordinatedShutdown invoked", StringComparison.Ordinal);
}
