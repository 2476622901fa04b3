using System.Globalization;
using Consensoor.Interop.Texts;
using Serilog.Events;
using Serilog.Formatting;

namespace Consensoor.Actors.Hosting.Logs;

/// <summary>
/// One line an event: time of day, with the date where that is asked for, level, node where there are several,
/// and what happened. Whatever could end the line, move the cursor or
/// turn the direction of writing is escaped (`\u001B`), since strangers' words are among it; lines of an exception are indented.
/// </summary>
internal sealed class LineFormatter(bool isDated = false) : ITextFormatter
{
    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var node = logEvent.Properties.TryGetValue("Node", out var named) && named is ScalarValue { Value: string name } ? name : "";
        var level = logEvent.Level switch
        {
            LogEventLevel.Verbose => "VERB",
            LogEventLevel.Debug => "DBUG",
            LogEventLevel.Information => "INFO",
            LogEventLevel.Warning => "WARN",
            LogEventLevel.Error => "EROR",
            _ => "FATL",
        };
        var time = logEvent.Timestamp.ToString(isDated ? "yyyy-MM-dd HH:mm:ss.fff" : "HH:mm:ss.fff", CultureInfo.InvariantCulture);
        output.Write($"{time} {level} {node}{SafeText.Escape(MessageOf(logEvent))}\n");
        foreach (var line in logEvent.Exception?.ToString().Split('\n') ?? [])
        {
            output.Write($"    {SafeText.Escape(line.TrimEnd('\r'))}\n");
        }
    }

    // As the console's template had it: words without quotes.
    private static string MessageOf(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is Serilog.Parsing.PropertyToken { Format: null or "l" } property
                && logEvent.Properties.TryGetValue(property.PropertyName, out var value)
                && value is ScalarValue { Value: string word })
            {
                text.Write(word);
            }
            else
            {
                token.Render(logEvent.Properties, text, CultureInfo.InvariantCulture);
            }
        }

        return text.ToString();
    }
}
