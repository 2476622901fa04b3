using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Conditions that several topics share; null where they hold.</summary>
internal static class GossipConditions
{
    /// <summary>The block that a message names was seen and is valid.</summary>
    public static GossipResult? BlockIsValid(IGossipView view, Root root, string what, out GossipBlock? block)
    {
        block = view.Find(root);
        return block switch
        {
            null => IgnoreUntil(root, $"{what} has not been seen"),
            { State: null } => Reject($"{what} failed validation"),
            _ => null,
        };
    }

    /// <summary>The slot and target of a vote fit the clock and each other; the range was by slots before deneb and is by epochs since.</summary>
    public static GossipResult? VoteTime(IGossipView view, AttestationData data, ulong currentTimeMs, bool isDeneb, string what = "attestation")
    {
        var epoch = Misc.ComputeEpochAtSlot(view.Spec.Preset, data.Slot);
        if (!isDeneb && !GossipTime.IsWithinSlotRange(view, data.Slot, view.Spec.Config.AttestationPropagationSlotRange, currentTimeMs))
        {
            return Ignore("attestation slot not within propagation range");
        }

        if (isDeneb && GossipTime.IsFutureSlot(view, data.Slot, currentTimeMs))
        {
            return Ignore($"{what} slot is from a future slot");
        }

        if (isDeneb && !GossipTime.IsCurrentOrPreviousEpoch(view, epoch, currentTimeMs))
        {
            return Ignore($"{what} epoch is not current or previous epoch");
        }

        return data.Target.Epoch == epoch ? null : Reject("attestation epoch does not match target epoch");
    }

    /// <summary>The target is an ancestor of the vote, and the finalized checkpoint one too.</summary>
    public static GossipResult? VoteAncestry(IGossipView view, AttestationData data)
    {
        if (view.GetCheckpointBlock(data.BeaconBlockRoot, data.Target.Epoch) != data.Target.Root)
        {
            return Reject("target block is not an ancestor of LMD vote block");
        }

        var finalized = view.FinalizedCheckpoint;
        return view.GetCheckpointBlock(data.BeaconBlockRoot, finalized.Epoch) == finalized.Root ? null : Ignore("finalized checkpoint is not an ancestor of block");
    }

    /// <summary>`gloas/p2p-interface.md#new-verify_attestation_payload_status`.</summary>
    public static GossipResult? VerifyAttestationPayloadStatus(AttestationData data, GossipBlock block)
    {
        if (block.Slot == data.Slot && data.Index != 0)
        {
            return Reject("same-slot attestation must attest with index 0");
        }

        return data.Index != 1 ? null
            : block.Payload is null ? IgnoreUntilPayload(block.Root, "execution payload envelope has not been seen")
            : block.PayloadStatus switch
            {
                PayloadValidationStatus.NotValidated => Ignore("attested payload is optimistic"),
                PayloadValidationStatus.Invalidated => Reject("attested payload is invalid"),
                _ => null,
            };
    }

    /// <summary>
    /// The domain of a message of an epoch: the state's own versions, or the scheduled one where the head is still in the fork before the message's, as it is until the
    /// first block of a fork has come.
    /// </summary>
    public static Domain DomainAt(BeaconState state, DomainType type, Epoch epoch) => state.Spec.ForkAt(epoch) > state.ForkName
        ? Misc.ComputeDomain(type, Misc.ComputeForkVersion(state.Config, epoch), state.GenesisValidatorsRoot)
        : Accessors.GetDomain(state, type, epoch);

    /// <summary>`is_valid_indexed_attestation` of attesters taken from a committee, under <see cref="DomainAt"/>.</summary>
    public static bool IsValidIndexedAttestation(BeaconState state, IndexedAttestation attestation, ISignatureVerifier verifier)
    {
        var domain = DomainAt(state, Constants.DomainBeaconAttester, attestation.Data.Target.Epoch);
        var pubkeys = Accessors.GetPubkeys(state, attestation.AttestingIndices.AsSpan());
        return pubkeys.Length > 0 && verifier.Verify(pubkeys, Misc.ComputeSigningRoot(attestation.Data, domain, state.Ssz), attestation.Signature);
    }

    /// <summary>The proposer of a block header is a validator and signed it.</summary>
    public static GossipResult? HeaderSignature(IGossipView view, SignedBeaconBlockHeader signedHeader, string what, ISignatureVerifier verifier)
    {
        var (state, header) = (view.HeadState, signedHeader.Message);
        if (header.ProposerIndex >= (ulong)state.Validators.Count)
        {
            return Reject("proposer index out of range");
        }

        var domain = DomainAt(state, Constants.DomainBeaconProposer, Misc.ComputeEpochAtSlot(state.Preset, header.Slot));
        return verifier.Verify([state.Validators[header.ProposerIndex].Pubkey], Misc.ComputeSigningRoot(header, domain, state.Ssz), signedHeader.Signature)
            ? null
            : Reject($"invalid proposer signature on {what}");
    }

    /// <summary>The finalized checkpoint is an ancestor of a block's parent.</summary>
    public static GossipResult? DescendsFromFinalized(IGossipView view, Root parentRoot, string what)
    {
        var finalized = view.FinalizedCheckpoint;
        return view.GetCheckpointBlock(parentRoot, finalized.Epoch) == finalized.Root ? null : Reject($"finalized checkpoint is not an ancestor of {what}");
    }

    /// <summary>The proposer is the one its slot expects; not asked where the view does not know, since the transition asks again.</summary>
    public static GossipResult? ProposerIsExpected(IGossipView view, GossipBlock parent, Slot slot, ValidatorIndex proposer, string what) =>
        view.GetExpectedProposer(parent, slot) is { } expected && expected != proposer ? Reject($"{what} proposer_index does not match expected proposer") : null;
}
