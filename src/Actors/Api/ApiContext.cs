using Consensoor.Actors.Clock;
using Consensoor.Actors.Network.Wire;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Api;

/// <summary>What the handlers of the Beacon API work with.</summary>
public sealed record ApiContext(
    ChainSpec Spec,
    SlotSchedule Schedule,
    ulong GenesisTime,
    Root GenesisValidatorsRoot,
    Lazy<ChainReader> LazyReader,
    EventHub Events,
    LatestIdentity Identity,
    ExecutionStatus Execution,
    string Version,
    SemaphoreSlim Dumps,
    Func<DateTimeOffset> Now)
{
    /// <summary>The connections with peers; none without a network.</summary>
    public Func<IReadOnlyList<WirePeer>> Peers { get; init; } = static () => [];

    /// <summary>Asks the node; there once the actor system runs.</summary>
    public ChainReader Reader => LazyReader.Value;
}
