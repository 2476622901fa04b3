using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `SyncCommittee` (`altair/beacon-chain.md#synccommittee`).</summary>
[SszContainer(Since = ForkName.Altair, CacheRoot = true)]
public sealed partial record SyncCommittee
{
    [Ssz("Vector[BLSPubkey, SYNC_COMMITTEE_SIZE]")]
    public SszList<BLSPubkey> Pubkeys { get; init; } = [];

    public BLSPubkey AggregatePubkey { get; init; }
}
