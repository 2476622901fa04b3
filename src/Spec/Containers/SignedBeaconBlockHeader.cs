using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A block header with the proposer's signature (`phase0/beacon-chain.md#signedbeaconblockheader`).</summary>
[SszContainer]
public sealed partial record SignedBeaconBlockHeader
{
    public BeaconBlockHeader Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
