using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A block with its body replaced by the body's root; has the same root as the block (`phase0/beacon-chain.md#beaconblockheader`).
/// </summary>
[SszContainer]
public sealed partial record BeaconBlockHeader
{
    public Slot Slot { get; init; }

    public ValidatorIndex ProposerIndex { get; init; }

    public Root ParentRoot { get; init; }

    public Root StateRoot { get; init; }

    public Root BodyRoot { get; init; }
}
