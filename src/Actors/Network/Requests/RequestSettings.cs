using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
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
    int ChunkBurst,
    int ChunksPerSecond,
    long ColumnBytes,
    int StatusIntervalSlots)
{
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
        consensoor.Positive("requests.chunk-burst"),
        consensoor.Positive("requests.chunks-per-second"),
        1024L * consensoor.Positive("requests.column-kib"),
        consensoor.Positive("requests.status-interval-slots"));
}
