using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Events;

namespace Consensoor.Hosting;

/// <summary>
/// Gives what the node logs to the loggers of its host, under the name of where it comes from; what one of those writes to Serilog's static
/// logger meanwhile, which is this, goes to the one that was static before.
/// </summary>
internal sealed class LogBridge(ILoggerFactory factory, Serilog.ILogger former) : ILogEventSink
{
    private const string Category = "Consensoor";

    [ThreadStatic]
    private static bool _isEmitting;

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        if (_isEmitting)
        {
            former.Write(logEvent);
            return;
        }

        _isEmitting = true;
        try
        {
            Give(logEvent);
        }
        finally
        {
            _isEmitting = false;
        }
    }

    private void Give(LogEvent logEvent)
    {
        var source = logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var name)
            && name is ScalarValue { Value: string text } ? text : Category;
        factory.CreateLogger(source).Log(
            LevelOf(logEvent.Level),
            default,
            logEvent,
            logEvent.Exception,
            static (logged, _) => logged.RenderMessage(CultureInfo.InvariantCulture));
    }

    private static LogLevel LevelOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => LogLevel.Trace,
        LogEventLevel.Debug => LogLevel.Debug,
        LogEventLevel.Information => LogLevel.Information,
        LogEventLevel.Warning => LogLevel.Warning,
        LogEventLevel.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}
