using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The aggregated signatures of one sync subcommittee (`altair/validator.md#synccommitteecontribution`).</summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record SyncCommitteeContribution
{
    public Slot Slot { get; init; }

    public Root BeaconBlockRoot { get; init; }

    public ulong SubcommitteeIndex { get; init; }

    [Ssz("BitVector[SYNC_COMMITTEE_SIZE // SYNC_COMMITTEE_SUBNET_COUNT]")]
    public BitList AggregationBits { get; init; } = BitList.Empty;

    public BLSSignature Signature { get; init; }
}
