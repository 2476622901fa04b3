using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>The operations of a block in the specification's order (`phase0/beacon-chain.md#operations` and each later form).</summary>
public static class OperationProcessing
{
    /// <summary>
    /// Applies every operation of a block. Refuses what any operation refuses, deposits that are missing or too many, and from gloas on
    /// (where the lists have no SSZ limit) more operations than the preset allows. <paramref name="parentSlot"/>, the slot of the parent
    /// block, matters from gloas on. See `process_operations`.
    /// </summary>
    public static Refusal? ProcessOperations(BeaconState state, BeaconBlockBody body, Slot parentSlot, ISignatureVerifier verifier)
    {
        var fork = state.ForkName;
        return RequireDeposits(state, body)
            ?? (fork >= ForkName.Gloas ? RequireLimits(state, body) : null)
            ?? ForOps(body.ProposerSlashings, operation => ProposerSlashings.ProcessProposerSlashing(state, operation, verifier))
            ?? ForOps(body.AttesterSlashings, operation => AttesterSlashings.ProcessAttesterSlashing(state, operation, verifier))
            ?? ForOps(body.Attestations, operation => Attestations.ProcessAttestation(state, operation, parentSlot, verifier))
            ?? (fork < ForkName.Fulu ? ForOps(body.Deposits, operation => Deposits.ProcessDeposit(state, operation, verifier)) : null)
            ?? ForOps(body.VoluntaryExits, operation => VoluntaryExits.ProcessVoluntaryExit(state, operation, verifier))
            ?? (fork >= ForkName.Capella
                ? ForOps(
                    body.BlsToExecutionChanges, operation => BlsToExecutionChanges.ProcessBlsToExecutionChange(state, operation, verifier))
                : null)
            ?? (fork is ForkName.Electra or ForkName.Fulu ? ProcessRequests(state, body.ExecutionRequests) : null)
            ?? (fork >= ForkName.Gloas
                ? ForOps(body.PayloadAttestations, operation => PayloadAttestations.ProcessPayloadAttestation(state, operation, verifier))
                : null);
    }

    private static Refusal? ForOps<T>(SszList<T> operations, Func<T, Refusal?> process)
    {
        foreach (var operation in operations)
        {
            if (process(operation) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static Refusal? ProcessRequests(BeaconState state, ExecutionRequests requests)
    {
        foreach (var request in requests.Deposits)
        {
            DepositRequests.ProcessDepositRequest(state, request);
        }

        foreach (var request in requests.Withdrawals)
        {
            WithdrawalRequests.ProcessWithdrawalRequest(state, request);
        }

        foreach (var request in requests.Consolidations)
        {
            ConsolidationRequests.ProcessConsolidationRequest(state, request);
        }

        return null;
    }

    /// <summary>
    /// The number of deposits a block must carry: all outstanding up to MAX_DEPOSITS, in electra only those before the first request, and
    /// none from fulu on.
    /// </summary>
    private static Refusal? RequireDeposits(BeaconState state, BeaconBlockBody body)
    {
        const string Function = nameof(ProcessOperations);
        if (state.ForkName >= ForkName.Heze)
        {
            return null;
        }

        if (state.ForkName >= ForkName.Fulu)
        {
            return Require(body.Deposits.Count == 0, Function);
        }

        var limit = state.Eth1Data.DepositCount;
        if (state.ForkName >= ForkName.Electra)
        {
            limit = Math.Min(limit, state.DepositRequestsStartIndex);
            if (state.Eth1DepositIndex >= limit)
            {
                return Require(body.Deposits.Count == 0, Function);
            }
        }

        return Require(state.Eth1DepositIndex <= limit, Function)
            ?? Require((ulong)body.Deposits.Count == Math.Min(state.Preset.MaxDeposits, limit - state.Eth1DepositIndex), Function);
    }

    private static Refusal? RequireLimits(BeaconState state, BeaconBlockBody body)
    {
        const string Function = nameof(ProcessOperations);
        var preset = state.Preset;
        return Require((ulong)body.ProposerSlashings.Count <= preset.MaxProposerSlashings, Function)
            ?? Require((ulong)body.AttesterSlashings.Count <= preset.MaxAttesterSlashingsElectra, Function)
            ?? Require((ulong)body.Attestations.Count <= preset.MaxAttestationsElectra, Function)
            ?? Require((ulong)body.VoluntaryExits.Count <= preset.MaxVoluntaryExits, Function)
            ?? Require((ulong)body.BlsToExecutionChanges.Count <= preset.MaxBlsToExecutionChanges, Function)
            ?? Require((ulong)body.PayloadAttestations.Count <= preset.MaxPayloadAttestations, Function);
    }
}
