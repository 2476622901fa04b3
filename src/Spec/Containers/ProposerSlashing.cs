using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>Two different block headers of one proposer for one slot (`phase0/beacon-chain.md#proposerslashing`).</summary>
[SszContainer]
public sealed partial record ProposerSlashing
{
    [Ssz(JsonName = "signed_header_1")]
    public SignedBeaconBlockHeader SignedHeader1 { get; init; } = null!;

    [Ssz(JsonName = "signed_header_2")]
    public SignedBeaconBlockHeader SignedHeader2 { get; init; } = null!;
}
