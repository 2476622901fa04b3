using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Consensoor.Actors.Hosting.Logs;

/// <summary>
/// Lets so many lines of a kind through in a window; what is more is counted, and said in a line when the window is over. A kind is a
/// level, a node and the letters of the first words, numbers and roots left out. Kinds are bounded; beyond them all others of a level and
/// node are one, and errors are counted apart: strangers have a hand in how many kinds there are. Time is that of the events.
/// </summary>
internal sealed class FloodGuard(ILogEventSink inner, int repeats) : ILogEventSink, IDisposable
{
    /// <summary>The time in which lines of a kind are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>The most kinds that are counted one by one in a window.</summary>
    public const int MaxKinds = 256;

    private const int MaxLetters = 48;
    private static readonly MessageTemplate Summary = new MessageTemplateParser().Parse("{Count} more lines like: {Example:l}");
    private readonly Lock _lock = new();
    private readonly Dictionary<Kind, (int Count, LogEvent Example)> _kinds = [];
    private readonly Dictionary<Kind, (int Count, LogEvent Example)> _errors = [];
    private DateTimeOffset _since;

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        var kind = KindOf(logEvent);
        lock (_lock)
        {
            if (logEvent.Timestamp - _since >= Window || logEvent.Timestamp < _since)
            {
                Tell(logEvent.Timestamp);
                _since = logEvent.Timestamp;
            }

            if (IsHeld(kind, logEvent))
            {
                return;
            }
        }

        inner.Emit(logEvent);
    }

    /// <summary>Says what was left out, and lets go of what stands behind it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            Tell(_since);
        }

        (inner as IDisposable)?.Dispose();
    }

    private bool IsHeld(Kind kind, LogEvent logEvent)
    {
        var kinds = kind.Level >= LogEventLevel.Error ? _errors : _kinds;
        if (kinds.Count >= MaxKinds && !kinds.ContainsKey(kind))
        {
            kind = kind with { Words = "" };
        }

        var count = kinds.TryGetValue(kind, out var known) ? known.Count + 1 : 1;
        kinds[kind] = (count, logEvent);
        return count > repeats;
    }

    // What a line has in common with others of its kind.
    private static Kind KindOf(LogEvent logEvent)
    {
        var kind = new StringBuilder(MaxLetters);
        var text = logEvent.RenderMessage(CultureInfo.InvariantCulture);
        var isNumber = false;
        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, 4 * MaxLetters)))
        {
            // A root is one word that begins with a number, as 0x does.
            isNumber = char.IsAsciiDigit(letter) || (isNumber && char.IsAsciiLetterOrDigit(letter));
            if (!isNumber)
            {
                kind.Append(letter);
            }

            if (kind.Length >= MaxLetters)
            {
                break;
            }
        }

        return new Kind(
            logEvent.Level, logEvent.Properties.TryGetValue("Node", out var node) ? node.ToString() : "", kind.ToString());
    }

    private void Tell(DateTimeOffset now)
    {
        foreach (var (count, example) in _errors.Values.Concat(_kinds.Values).Where(kind => kind.Count > repeats))
        {
            inner.Emit(new LogEvent(now, example.Level, null, Summary,
            [
                .. example.Properties.Where(static property => property.Key == "Node")
                    .Select(static property => new LogEventProperty(property.Key, property.Value)),
                new("Count", new ScalarValue(count - repeats)),
                new("Example", new ScalarValue(example.RenderMessage(CultureInfo.InvariantCulture))),
            ]));
        }

        _errors.Clear();
        _kinds.Clear();
    }

    private readonly record struct Kind(LogEventLevel Level, string Node, string Words);
}
