using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>One sync committee member's signature over a block root (`altair/validator.md#synccommitteemessage`).</summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record SyncCommitteeMessage
{
    public Slot Slot { get; init; }

    public Root BeaconBlockRoot { get; init; }

    public ValidatorIndex ValidatorIndex { get; init; }

    public BLSSignature Signature { get; init; }
}
