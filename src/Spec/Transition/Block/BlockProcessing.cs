using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <summary>The driver of block processing in every fork (`phase0/beacon-chain.md#block-processing` and each later one).</summary>
public static class BlockProcessing
{
    /// <summary>
    /// Applies a block to a draft already advanced to the block's slot. Refuses what any step refuses; the draft is then worthless.
    /// The block's own signature and state root are the caller's (`state_transition`). See `process_block`.
    /// </summary>
    public static Refusal? ProcessBlock(BeaconState state, BeaconBlock block, ISignatureVerifier verifier, IExecutionEngine executionEngine)
    {
        var body = block.Body;
        var parentSlot = state.LatestBlockHeader.Slot;
        return Require(IsOfFork(body, state.ForkName))
            ?? (state.ForkName >= ForkName.Gloas ? ParentExecutionPayload.ProcessParentExecutionPayload(state, block, verifier) : null)
            ?? BlockHeader.ProcessBlockHeader(state, block)
            ?? ProcessExecution(state, body, verifier, executionEngine)
            ?? Randao.ProcessRandao(state, body, verifier)
            ?? (state.ForkName < ForkName.Heze ? Eth1Voting.ProcessEth1Data(state, body) : null)
            ?? OperationProcessing.ProcessOperations(state, body, parentSlot, verifier)
            ?? (state.ForkName >= ForkName.Altair ? SyncAggregates.ProcessSyncAggregate(state, body.SyncAggregate, verifier) : null);
    }

    /// <summary>
    /// True where a body has the parts of a fork's blocks, and no others: false for one that was decoded as of another fork.
    /// </summary>
    public static bool IsOfFork(BeaconBlockBody body, ForkName fork) =>
        (body.SyncAggregate is null) == (fork < ForkName.Altair)
        && (body.ExecutionPayload is null) == (fork is < ForkName.Bellatrix or >= ForkName.Gloas)
        && (body.ExecutionRequests is null) == (fork is < ForkName.Electra or >= ForkName.Gloas)
        && (body.SignedExecutionPayloadBid is null) == (fork < ForkName.Gloas)
        && (body.Eth1Data is null) == (fork >= ForkName.Heze);

    /// <summary>
    /// The part that must see the randao mix before this block's reveal: withdrawals, and the payload (bellatrix to fulu) or the bid for
    /// one (gloas on).
    /// </summary>
    private static Refusal? ProcessExecution(
        BeaconState state, BeaconBlockBody body, ISignatureVerifier verifier, IExecutionEngine executionEngine) =>
        state.ForkName switch
        {
            < ForkName.Bellatrix => null,
            ForkName.Bellatrix => ExecutionPayloads.IsExecutionEnabled(state, body)
                ? ExecutionPayloads.ProcessExecutionPayload(state, body, executionEngine)
                : null,
            < ForkName.Gloas => Withdrawals.ProcessWithdrawals(state, body.ExecutionPayload)
                ?? ExecutionPayloads.ProcessExecutionPayload(state, body, executionEngine),
            _ => Withdrawals.ProcessWithdrawals(state)
                ?? ExecutionPayloadBids.ProcessExecutionPayloadBid(state, body.SignedExecutionPayloadBid, verifier),
        };
}
