using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>A builder's bid with its signature, by the key that the bid names (`builder-specs`, SignedBuilderBid).</summary>
[SszContainer(Since = ForkName.Bellatrix)]
public sealed partial record SignedBuilderBid
{
    public BuilderBid Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
