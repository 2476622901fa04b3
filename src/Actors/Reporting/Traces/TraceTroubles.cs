using System.Diagnostics.Tracing;
using System.Globalization;

namespace Consensoor.Actors.Reporting.Traces;

/// <summary>
/// Hears what OpenTelemetry's exporter says went wrong, and tells the first of it: a collector that is away is away for all.
/// </summary>
internal sealed class TraceTroubles : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const int MaxLetters = 320;
    private readonly Action<string>? _warn;
    private int _told;

    /// <summary>Tells the first trouble by a function.</summary>
    public TraceTroubles(Action<string> warn)
    {
        _warn = warn;

        // The base class has begun to hear before the function was there.
        foreach (var source in EventSource.GetSources())
        {
            Hear(source);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        base.OnEventSourceCreated(eventSource);
        Hear(eventSource);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_warn is { } warn && eventData.Level is EventLevel.Warning or EventLevel.Error or EventLevel.Critical
            && Interlocked.Exchange(ref _told, 1) == 0)
        {
            warn($"traces are not sent: {TextOf(eventData)}; this is said once");
        }
    }

    private static string TextOf(EventWrittenEventArgs written)
    {
        var parts = written.Payload?.Select(static part => Convert.ToString(part, CultureInfo.InvariantCulture) ?? "").ToArray() ?? [];
        var text = written.Message is { } message
            ? string.Format(CultureInfo.InvariantCulture, message, [.. parts])
            : string.Join(", ", parts);
        var line = text.ReplaceLineEndings(" ");
        return line.Length > MaxLetters ? line[..MaxLetters] : line;
    }

    private void Hear(EventSource source)
    {
        if (source.Name == Exporter)
        {
            EnableEvents(source, EventLevel.Warning);
        }
    }
}
