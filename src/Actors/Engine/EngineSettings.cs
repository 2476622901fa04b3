using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Engine;

/// <summary>
/// What the engine bridge goes by (`consensoor.engine`, where the drop rules stand): the bounds of its queues, the time a request may take
/// by its method, and the wait between attempts to reach an execution layer that is away.
/// </summary>
public sealed record EngineSettings
{
    /// <summary>The most payloads and heads that wait.</summary>
    public required int Payloads { get; init; }

    /// <summary>The most builds that wait.</summary>
    public required int Building { get; init; }

    /// <summary>The most questions for blobs that wait.</summary>
    public required int Blobs { get; init; }

    /// <summary>The time of connecting: two questions of a second each.</summary>
    public required TimeSpan Connect { get; init; }

    /// <summary>The times of the methods.</summary>
    public required EngineDeadlines Deadlines { get; init; }

    /// <summary>The wait before an execution layer that is away is tried again; doubled each time.</summary>
    public required TimeSpan BackOff { get; init; }

    /// <summary>The longest such wait.</summary>
    public required TimeSpan MaxBackOff { get; init; }

    /// <summary>Reads the settings from `consensoor`.</summary>
    public static EngineSettings From(Config consensoor) => new()
    {
        Payloads = consensoor.Positive("engine.payloads"),
        Building = consensoor.Positive("engine.building"),
        Blobs = consensoor.Positive("engine.blobs"),
        Connect = Span(consensoor, "engine.timeout.connect"),
        Deadlines = new EngineDeadlines
        {
            NewPayload = Span(consensoor, "engine.timeout.new-payload"),
            NewPayloadFromGloas = Span(consensoor, "engine.timeout.new-payload-gloas"),
            ForkchoiceUpdated = Span(consensoor, "engine.timeout.forkchoice-updated"),
            GetPayload = Span(consensoor, "engine.timeout.get-payload"),
        },
        BackOff = Span(consensoor, "engine.back-off"),
        MaxBackOff = Span(consensoor, "engine.max-back-off"),
    };

    /// <summary>
    /// The same for a chain: no wait between attempts is longer than half of its shortest slot, so that the execution layer is found within
    /// a slot of its return.
    /// </summary>
    public EngineSettings For(ChainConfig chain)
    {
        var half = TimeSpan.FromMilliseconds(chain.SlotDurations.Min(static duration => duration.Milliseconds)) / 2;
        return this with { BackOff = Shorter(BackOff, half), MaxBackOff = Shorter(MaxBackOff, half) };
    }

    /// <summary>Gives the time a request may take: that of its method in the Engine API.</summary>
    public TimeSpan TimeoutOf(IEngineRequest request) => request switch
    {
        NewPayload payload => Deadlines.NewPayloadOf(payload.Fork),
        ForkchoiceUpdated => Deadlines.ForkchoiceUpdated,
        ConnectEngine => Connect,
        GetBlobs or GetInclusionList => Deadlines.Others,
        _ => Deadlines.GetPayload,
    };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Span(Config consensoor, string path)
    {
        var span = consensoor.GetTimeSpan(path, TimeSpan.Zero, false);
        return span > TimeSpan.Zero ? span : throw new ConfigurationException($"consensoor.{path} must be a time above 0");
    }
}
