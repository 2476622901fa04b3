using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>The limits that progressive lists no longer have of themselves, gloas on; null where they hold.</summary>
public static class OperationLimits
{
    /// <summary>`gloas/p2p-interface.md#new-verify_block_body_operation_limits` and the requests of the parent's payload.</summary>
    public static GossipResult? VerifyBlockBodyOperationLimits(BeaconBlockBody body, Preset preset) =>
        (ulong)body.ProposerSlashings.Count > preset.MaxProposerSlashings ? Reject("too many proposer slashings")
        : (ulong)body.AttesterSlashings.Count > preset.MaxAttesterSlashingsElectra ? Reject("too many attester slashings")
        : (ulong)body.Attestations.Count > preset.MaxAttestationsElectra ? Reject("too many attestations")
        : body.Deposits.Count != 0 ? Reject("block must not contain deposits")
        : (ulong)body.VoluntaryExits.Count > preset.MaxVoluntaryExits ? Reject("too many voluntary exits")
        : (ulong)body.BlsToExecutionChanges.Count > preset.MaxBlsToExecutionChanges ? Reject("too many bls to execution changes")
        : (ulong)body.PayloadAttestations.Count > preset.MaxPayloadAttestations ? Reject("too many payload attestations")
        : VerifyExecutionRequestsLimits(body.ParentExecutionRequests, preset);

    /// <summary>`gloas/p2p-interface.md#new-verify_execution_requests_limits`.</summary>
    public static GossipResult? VerifyExecutionRequestsLimits(ExecutionRequests requests, Preset preset) =>
        (ulong)requests.Withdrawals.Count > preset.MaxWithdrawalRequestsPerPayload ? Reject("too many withdrawal requests")
        : (ulong)requests.Consolidations.Count > preset.MaxConsolidationRequestsPerPayload ? Reject("too many consolidation requests")
        : (ulong)requests.BuilderDeposits.Count > preset.MaxBuilderDepositRequestsPerPayload ? Reject("too many builder deposit requests")
        : (ulong)requests.BuilderExits.Count > preset.MaxBuilderExitRequestsPerPayload ? Reject("too many builder exit requests")
        : null;
}
