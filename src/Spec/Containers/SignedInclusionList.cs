using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An inclusion list with the committee member's signature (`heze/beacon-chain.md#signedinclusionlist`).</summary>
[SszContainer(Since = ForkName.Heze)]
public sealed partial record SignedInclusionList
{
    public InclusionList Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
