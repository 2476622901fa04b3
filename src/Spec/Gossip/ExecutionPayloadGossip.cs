using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>The topics `execution_payload` and `payload_attestation_message`, gloas on.</summary>
public static class ExecutionPayloadGossip
{
    /// <summary>`gloas/p2p-interface.md#new-execution_payload` (`validate_execution_payload_envelope_gossip`).</summary>
    public static GossipResult Validate(Seen seen, IGossipView view, SignedExecutionPayloadEnvelope signed, ISignatureVerifier verifier)
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

        var context = block.State!.Ssz;
        return RejectUnless(envelope.BuilderIndex == bid.BuilderIndex, "envelope's builder index does not match the bid's builder index")
            ?? RejectUnless(payload.BlockHash == bid.BlockHash, "payload's block hash does not match the bid's block hash")
            ?? RejectUnless(envelope.ExecutionRequests.HashTreeRoot(context) == bid.ExecutionRequestsRoot, "envelope's execution requests root does not match the bid's")
            ?? OperationLimits.Verify(envelope.ExecutionRequests, view.Spec.Preset)
            ?? RejectUnless((ulong)payload.Withdrawals.Count <= view.Spec.Preset.MaxWithdrawalsPerPayload, "too many withdrawals")
            ?? RejectUnless(ExecutionPayloadEnvelopes.VerifyExecutionPayloadEnvelopeSignature(block.State, signed, verifier), "invalid envelope signature")
            ?? Accept;
    }

    /// <summary>`gloas/p2p-interface.md#new-payload_attestation_message` (`validate_payload_attestation_message_gossip`).</summary>
    public static GossipResult Validate(Seen seen, IGossipView view, PayloadAttestationMessage message, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var data = message.Data;
        var epoch = Misc.ComputeEpochAtSlot(view.Spec.Preset, data.Slot);
        if (epoch < view.Spec.Config.GloasForkEpoch)
        {
            return Reject("payload attestation's slot is pre-gloas");
        }

        if (seen.PayloadAttestationValidators.Contains((data.Slot, message.ValidatorIndex)))
        {
            return Ignore("already seen payload attestation from this validator");
        }

        if (!GossipTime.IsCurrentSlot(view, data.Slot, currentTimeMs))
        {
            return Ignore("payload attestation is not for the current slot");
        }

        if (GossipConditions.BlockIsValid(view, data.BeaconBlockRoot, "payload attestation's block", out var block) is { } unknown)
        {
            return unknown;
        }

        if (block!.Slot != data.Slot)
        {
            return Ignore("payload attestation's block is not at the assigned slot");
        }

        var state = view.HeadState;
        if (message.ValidatorIndex >= (ulong)state.Validators.Count)
        {
            return Reject("validator index out of range");
        }

        // The head may be a block of another fork or epoch than the one voted on, whose committee a state of before gloas does not know.
        if (PtcOf(state, block, epoch) is not { } ptc || !ptc.AsSpan().Contains(message.ValidatorIndex))
        {
            return Reject("validator is not in the payload timeliness committee");
        }

        var domain = GossipConditions.DomainAt(state, Constants.DomainPtcAttester, epoch);
        return verifier.Verify([state.Validators[message.ValidatorIndex].Pubkey], Misc.ComputeSigningRoot(data, domain, state.Ssz), message.Signature)
            ? Accept
            : Reject("invalid payload attestation signature");
    }

    /// <summary>Enters an accepted envelope; false where another was faster.</summary>
    public static bool Mark(Seen seen, ExecutionPayloadEnvelope envelope)
    {
        if (!seen.ExecutionPayloadEnvelopes.Add((envelope.BeaconBlockRoot, envelope.BuilderIndex)))
        {
            return false;
        }

        seen.ExecutionPayloadGasLimits[envelope.Payload.BlockHash] = envelope.Payload.GasLimit;
        return true;
    }

    /// <summary>Enters an accepted vote; false where another was faster.</summary>
    public static bool Mark(Seen seen, PayloadAttestationMessage message) => seen.PayloadAttestationValidators.Add((message.Data.Slot, message.ValidatorIndex));

    private static SszList<ValidatorIndex>? PtcOf(BeaconState head, GossipBlock block, Epoch epoch)
    {
        var state = head.ForkName >= Config.ForkName.Gloas && Accessors.GetCurrentEpoch(head) is var current && (epoch == current || epoch + 1 == current || epoch == current + 1)
            ? head
            : block.State!;
        return state.ForkName >= Config.ForkName.Gloas ? Accessors.GetPtc(state, block.Slot) : null;
    }
}
