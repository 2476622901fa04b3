using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A block with the proposer's signature (`phase0/beacon-chain.md#signedbeaconblock`).</summary>
[SszContainer]
public sealed partial record SignedBeaconBlock
{
    public BeaconBlock Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
