using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A builder in the registry: key, execution address, balance in Gwei (`gloas/beacon-chain.md#builder`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record Builder
{
    public BLSPubkey Pubkey { get; init; }

    public byte Version { get; init; }

    public ExecutionAddress ExecutionAddress { get; init; }

    public Gwei Balance { get; init; }

    public Epoch DepositEpoch { get; init; }

    public Epoch WithdrawableEpoch { get; init; }
}
