using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Builders;

/// <summary>A proposer's word that it asks a builder (`builder-specs`, `gloas/validator.md#signedbuilderrequestauth`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record SignedBuilderRequestAuth
{
    /// <summary>What is said.</summary>
    public BuilderRequestAuth Message { get; init; } = new();

    /// <summary>The signature with the proposer's key.</summary>
    public BLSSignature Signature { get; init; }
}
