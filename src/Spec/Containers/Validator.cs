using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A validator in the registry; EffectiveBalance is in Gwei (`phase0/beacon-chain.md#validator`).</summary>
[SszContainer]
public sealed partial record Validator
{
    public BLSPubkey Pubkey { get; init; }

    public Bytes32 WithdrawalCredentials { get; init; }

    public Gwei EffectiveBalance { get; init; }

    public bool Slashed { get; init; }

    public Epoch ActivationEligibilityEpoch { get; init; }

    public Epoch ActivationEpoch { get; init; }

    public Epoch ExitEpoch { get; init; }

    public Epoch WithdrawableEpoch { get; init; }
}
