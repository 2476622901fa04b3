using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A deposit with its Merkle branch (data and length mix-in) to the deposit contract's root (`phase0/beacon-chain.md#deposit`).
/// </summary>
[SszContainer]
public sealed partial record Deposit
{
    [Ssz("Vector[Bytes32, DEPOSIT_CONTRACT_TREE_DEPTH + 1]")]
    public SszList<Bytes32> Proof { get; init; } = [];

    public DepositData Data { get; init; } = null!;
}
