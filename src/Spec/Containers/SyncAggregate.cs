using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The sync committee's signature over the previous block root (`altair/beacon-chain.md#syncaggregate`).</summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record SyncAggregate
{
    [Ssz("BitVector[SYNC_COMMITTEE_SIZE]")]
    public BitList SyncCommitteeBits { get; init; } = BitList.Empty;

    public BLSSignature SyncCommitteeSignature { get; init; }
}
