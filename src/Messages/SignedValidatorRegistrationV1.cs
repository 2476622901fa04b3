using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>A validator's registration with its signature (`builder-specs`, SignedValidatorRegistrationV1).</summary>
[SszContainer]
public sealed partial record SignedValidatorRegistrationV1
{
    public ValidatorRegistrationV1 Message { get; init; } = new();

    public BLSSignature Signature { get; init; }
}
