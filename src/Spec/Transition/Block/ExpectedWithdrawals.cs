using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Transition.Block;

/// <summary>
/// The withdrawals due in a state and how far each queue and sweep was read for them (`gloas/beacon-chain.md#expectedwithdrawals`); a count
/// whose queue a fork lacks is zero.
/// </summary>
public sealed record ExpectedWithdrawals(
    SszList<Withdrawal> Withdrawals,
    ulong ProcessedBuilderWithdrawalsCount,
    ulong ProcessedPartialWithdrawalsCount,
    ulong ProcessedBuildersSweepCount,
    ulong ProcessedSweepWithdrawalsCount);
