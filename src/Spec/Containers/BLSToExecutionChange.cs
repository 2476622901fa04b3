using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// The change of a validator's withdrawal credentials from a BLS key to an execution address
/// (`capella/beacon-chain.md#blstoexecutionchange`).
/// </summary>
[SszContainer(Since = ForkName.Capella)]
public sealed partial record BLSToExecutionChange
{
    public ValidatorIndex ValidatorIndex { get; init; }

    public BLSPubkey FromBlsPubkey { get; init; }

    public ExecutionAddress ToExecutionAddress { get; init; }
}
