using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `execution_payload`, gloas on.</summary>
public static class ExecutionPayloadEnvelopeGossip
{
    /// <summary>Validates a payload envelope (`gloas/p2p-interface.md#new-execution_payload`).</summary>
    public static GossipResult ValidateExecutionPayloadEnvelopeGossip(
        Seen seen, IGossipView view, SignedExecutionPayloadEnvelope signed, ISignatureVerifier verifier)
    {
        var envelope = signed.Message;
        var payload = envelope.Payload;
        if (seen.ExecutionPayloadEnvelopes.Contains((envelope.BeaconBlockRoot, envelope.BuilderIndex)))
        {
            return Ignore("already seen envelope for this block root from this builder");
        }

        if (GossipConditions.BlockIsValid(view, envelope.BeaconBlockRoot, "envelope's block", out var block) is { } unknown)
        {
            return unknown;
        }

        if (payload.SlotNumber < Misc.ComputeStartSlotAtEpoch(view.Spec.Preset, view.FinalizedCheckpoint.Epoch))
        {
            return Ignore("envelope is from a slot before the latest finalized slot");
        }

        if (block!.Slot != payload.SlotNumber)
        {
            return Reject("block's slot does not match payload's slot number");
        }

        if (block.Block.Body.SignedExecutionPayloadBid?.Message is not { } bid)
        {
            return Reject("envelope's block is from before gloas");
        }

        if (block.State is not { } state)
        {
            return Ignore("the state of the envelope's block is not at hand");
        }

        var context = state.Ssz;
        return RejectUnless(envelope.BuilderIndex == bid.BuilderIndex, "envelope's builder index does not match the bid's builder index")
            ?? RejectUnless(payload.BlockHash == bid.BlockHash, "payload's block hash does not match the bid's block hash")
            ?? RejectUnless(
                envelope.ExecutionRequests.HashTreeRoot(context) == bid.ExecutionRequestsRoot,
                "envelope's execution requests root does not match the bid's")
            ?? OperationLimits.VerifyExecutionRequestsLimits(envelope.ExecutionRequests, view.Spec.Preset)
            ?? RejectUnless((ulong)payload.Withdrawals.Count <= view.Spec.Preset.MaxWithdrawalsPerPayload, "too many withdrawals")
            ?? RejectUnless(
                ExecutionPayloadEnvelopes.VerifyExecutionPayloadEnvelopeSignature(state, signed, verifier), "invalid envelope signature")
            ?? Accept;
    }

    /// <summary>Enters an accepted envelope; returns false where another was faster.</summary>
    public static bool Mark(Seen seen, ExecutionPayloadEnvelope envelope)
    {
        if (!seen.ExecutionPayloadEnvelopes.Add((envelope.BeaconBlockRoot, envelope.BuilderIndex)))
        {
            return false;
        }

        seen.ExecutionPayloadGasLimits[envelope.Payload.BlockHash] = envelope.Payload.GasLimit;
        return true;
    }
}
