using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A credentials change with the signature of the BLS withdrawal key (`capella/beacon-chain.md#signedblstoexecutionchange`).
/// </summary>
[SszContainer(Since = ForkName.Capella)]
public sealed partial record SignedBLSToExecutionChange
{
    public BLSToExecutionChange Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
