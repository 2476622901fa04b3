using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// What an attester votes for: head block, source and target checkpoint; Index is the committee before electra and the payload's presence
/// from gloas on (`phase0/beacon-chain.md#attestationdata`).
/// </summary>
[SszContainer]
public sealed partial record AttestationData
{
    public Slot Slot { get; init; }

    public CommitteeIndex Index { get; init; }

    public Root BeaconBlockRoot { get; init; }

    public Checkpoint Source { get; init; } = null!;

    public Checkpoint Target { get; init; } = null!;
}
