using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.LightClients;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Requests;

/// <summary>What requests go by (`consensoor.requests`, where bounds and rules stand).</summary>
public sealed record RequestSettings(
    ChainSpec Spec,
    Root GenesisValidatorsRoot,
    SlotSchedule Schedule,
    int Concurrent,
    int Waiting,
    TimeSpan ChunkTimeout,
    TimeSpan AnswerTimeout,
    int Serving,
    int StatusIntervalSlots)
{
    /// <summary>Time from the end of a ping to the next one.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Pings in a row without an answer, with which a peer is left.</summary>
    public int PingsLost { get; init; } = 3;

    /// <summary>The least time between two questions for a peer's metadata.</summary>
    public TimeSpan MetaDataPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where what light clients ask for is found.</summary>
    public LatestLightClient LightClient { get; init; } = new();

    /// <summary>Reads a node's settings.</summary>
    public static RequestSettings From(NodeSettings node, Config consensoor) => new(
        node.Spec,
        node.GenesisValidatorsRoot,
        new SlotSchedule(node.Spec, node.GenesisTime),
        consensoor.Positive("requests.concurrent"),
        consensoor.Positive("requests.waiting"),
        consensoor.GetTimeSpan("requests.chunk-timeout"),
        consensoor.GetTimeSpan("requests.answer-timeout"),
        consensoor.Positive("requests.serving"),
        consensoor.Positive("requests.status-interval-slots"))
    {
        PingInterval = consensoor.GetTimeSpan("requests.ping-interval"),
        PingsLost = consensoor.Positive("requests.pings-lost"),
        MetaDataPause = consensoor.GetTimeSpan("requests.metadata-pause"),
        LightClient = node.LightClient,
    };
}
