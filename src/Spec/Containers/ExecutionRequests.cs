using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The requests that an execution block hands to the consensus layer (`electra/beacon-chain.md#executionrequests`).</summary>
[SszContainer(Since = ForkName.Electra, ProgressiveSince = ForkName.Gloas)]
public sealed partial record ExecutionRequests
{
    [Ssz("List[DepositRequest, MAX_DEPOSIT_REQUESTS_PER_PAYLOAD]")]
    [Ssz("ProgressiveList[DepositRequest]", Since = ForkName.Gloas)]
    public SszList<DepositRequest> Deposits { get; init; } = [];

    [Ssz("List[WithdrawalRequest, MAX_WITHDRAWAL_REQUESTS_PER_PAYLOAD]")]
    [Ssz("ProgressiveList[WithdrawalRequest]", Since = ForkName.Gloas)]
    public SszList<WithdrawalRequest> Withdrawals { get; init; } = [];

    [Ssz("List[ConsolidationRequest, MAX_CONSOLIDATION_REQUESTS_PER_PAYLOAD]")]
    [Ssz("ProgressiveList[ConsolidationRequest]", Since = ForkName.Gloas)]
    public SszList<ConsolidationRequest> Consolidations { get; init; } = [];

    [Ssz("ProgressiveList[BuilderDepositRequest]", Since = ForkName.Gloas)]
    public SszList<BuilderDepositRequest> BuilderDeposits { get; init; } = [];

    [Ssz("ProgressiveList[BuilderExitRequest]", Since = ForkName.Gloas)]
    public SszList<BuilderExitRequest> BuilderExits { get; init; } = [];
}
