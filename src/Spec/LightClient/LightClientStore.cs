using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.LightClient;

/// <summary>
/// What a light client knows (`altair/light-client/sync-protocol.md#lightclientstore`). All its objects have the form of one fork, that of
/// the context; later objects need an upgraded store, earlier ones are upgraded themselves.
/// </summary>
public sealed record LightClientStore
{
    /// <summary>The chain, and the fork whose form the objects have.</summary>
    public required SszContext Context { get; init; }

    /// <summary>The header that is finalized.</summary>
    public required LightClientHeader FinalizedHeader { get; init; }

    /// <summary>The sync committee of the finalized header's period.</summary>
    public required SyncCommittee CurrentSyncCommittee { get; init; }

    /// <summary>The sync committee of the period after; the default value where it is not known yet.</summary>
    public required SyncCommittee NextSyncCommittee { get; init; }

    /// <summary>The best update to switch to if nothing else comes.</summary>
    public LightClientUpdate? BestValidUpdate { get; init; }

    /// <summary>The most recent header that is reasonably safe.</summary>
    public required LightClientHeader OptimisticHeader { get; init; }

    /// <summary>The most participants of a sync committee signature in the last period.</summary>
    public ulong PreviousMaxActiveParticipants { get; init; }

    /// <summary>The most participants of a sync committee signature in this period.</summary>
    public ulong CurrentMaxActiveParticipants { get; init; }
}
