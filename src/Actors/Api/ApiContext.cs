using Consensoor.Actors.Clock;
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
    NodeIdentity Identity,
    ExecutionStatus Execution,
    string Version,
    SemaphoreSlim Dumps,
    Func<DateTimeOffset> Now)
{
    /// <summary>Asks the node; there once the actor system runs.</summary>
    public ChainReader Reader => LazyReader.Value;
}
