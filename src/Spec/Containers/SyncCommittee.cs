using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The keys of a sync committee period and their aggregate (`altair/beacon-chain.md#synccommittee`).</summary>
[SszContainer(Since = ForkName.Altair, CacheRoot = true)]
public sealed partial record SyncCommittee
{
    [Ssz("Vector[BLSPubkey, SYNC_COMMITTEE_SIZE]")]
    public SszList<BLSPubkey> Pubkeys { get; init; } = [];

    public BLSPubkey AggregatePubkey { get; init; }
}
