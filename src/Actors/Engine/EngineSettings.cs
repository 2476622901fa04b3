using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>
/// What the engine bridge goes by (`consensoor.engine`, where the drop rules stand): the bound of either queue, the time a request may take
/// by its method, and the wait between attempts to reach an execution layer that is away.
/// </summary>
public sealed record EngineSettings(
    int Payloads, int Building, TimeSpan NewPayload, TimeSpan ForkchoiceUpdated, TimeSpan GetPayload, TimeSpan BackOff, TimeSpan MaxBackOff)
{
    /// <summary>Reads the settings from `consensoor`.</summary>
    public static EngineSettings From(Config consensoor) => new(
        consensoor.Positive("engine.payloads"),
        consensoor.Positive("engine.building"),
        Span(consensoor, "engine.timeout.new-payload"),
        Span(consensoor, "engine.timeout.forkchoice-updated"),
        Span(consensoor, "engine.timeout.get-payload"),
        Span(consensoor, "engine.back-off"),
        Span(consensoor, "engine.max-back-off"));

    /// <summary>Gives the time a request may take: that of its method in the Engine API.</summary>
    public TimeSpan TimeoutOf(IEngineRequest request) => request switch
    {
        Messages.NewPayload => NewPayload,
        Messages.ForkchoiceUpdated => ForkchoiceUpdated,
        _ => GetPayload,
    };

    private static TimeSpan Span(Config consensoor, string path)
    {
        var span = consensoor.GetTimeSpan(path, TimeSpan.Zero, false);
        return span > TimeSpan.Zero ? span : throw new ConfigurationException($"consensoor.{path} must be a time above 0");
    }
}
