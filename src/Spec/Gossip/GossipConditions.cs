using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Conditions that several topics share; null where they hold (`phase0/p2p-interface.md#topics-and-messages`).</summary>
internal static class GossipConditions
{
    /// <summary>
    /// [REJECT] Clients MUST reject messages containing an incorrect type: the message has the form of the fork of its slot.
    /// </summary>
    public static GossipResult? IsOfFork(bool hasForm, ForkName fork) =>
        hasForm ? null : Reject($"message does not have the form of {fork}, the fork of its slot");

    /// <summary>[IGNORE] The block that a message names has been seen. [REJECT] It passes validation.</summary>
    public static GossipResult? BlockIsValid(IGossipView view, Root root, string what, out GossipBlock? block)
    {
        block = view.Find(root);
        return block switch
        {
            null => IgnoreUntil(root, $"{what} has not been seen", isRejectedWithIt: true),
            { FailedValidation: true } => Reject($"{what} failed validation"),
            _ => null,
        };
    }

    /// <summary>
    /// [REJECT] The committee index is within the expected range. [REJECT] The attestation is for the correct subnet, where one is given.
    /// Both are asked of epochs near the clock alone: another epoch fails by <see cref="VoteTime"/>, before anything is computed for it.
    /// <paramref name="state"/> gives the state that decides the committees of the target's epoch; null where it is not at hand.
    /// </summary>
    public static GossipResult? Committee(
        IGossipView view, AttestationData data, CommitteeIndex index, ulong? subnetId, ulong currentTimeMs, out BeaconState? state)
    {
        var isDeneb = view.Spec.ForkAtSlot(data.Slot) >= ForkName.Deneb;
        state = GossipTime.IsNearEpoch(view, data.Target.Epoch, currentTimeMs, isDeneb) ? StateOf(view, data) : null;
        if (state is null)
        {
            return null;
        }

        var committeesPerSlot = Accessors.GetCommitteeCountPerSlot(state, data.Target.Epoch);
        return index >= committeesPerSlot ? Reject("committee index out of range")
            : subnetId is { } subnet && Attesting.ComputeSubnetForAttestation(view.Spec, committeesPerSlot, data.Slot, index) != subnet
                ? Reject("attestation is for wrong subnet")
                : null;
    }

    /// <summary>
    /// Gives the state that decides the committees of a vote's epoch: the head's, or where the block it is for, which is known, is on a
    /// branch with another shuffling of the epoch, that of the block: who votes on another branch is not to blame for this node's head. It
    /// decides for every epoch up to the one after its own (MIN_SEED_LOOKAHEAD), advanced to the epoch (`process_slots`) for a later one,
    /// as after an epoch without blocks; null where the view has not got that.
    /// </summary>
    private static BeaconState? StateOf(IGossipView view, AttestationData data)
    {
        var (epoch, preset) = (data.Target.Epoch, view.Spec.Preset);
        var isHeads = view.GetShufflingDependentRoot(data.BeaconBlockRoot, epoch) == view.GetShufflingDependentRoot(view.HeadRoot, epoch);
        var state = isHeads ? view.HeadState : view.Find(data.BeaconBlockRoot)?.State;
        return state is null || epoch <= Accessors.GetCurrentEpoch(state) + preset.MinSeedLookahead
            ? state
            : view.Advanced(state, Misc.ComputeStartSlotAtEpoch(preset, epoch));
    }

    /// <summary>
    /// [IGNORE] The slot of a vote is within ATTESTATION_PROPAGATION_SLOT_RANGE; from deneb on: it is not from a future slot, and its
    /// epoch is the current or previous one. [REJECT] The attestation's epoch matches its target.
    /// </summary>
    public static GossipResult? VoteTime(IGossipView view, AttestationData data, ulong currentTimeMs, string what = "attestation")
    {
        var epoch = Misc.ComputeEpochAtSlot(view.Spec.Preset, data.Slot);
        var isDeneb = view.Spec.ForkAtSlot(data.Slot) >= ForkName.Deneb;
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

    /// <summary>
    /// [REJECT] The attestation's target block is an ancestor of the LMD vote block. [IGNORE] The current finalized_checkpoint is an
    /// ancestor of the block.
    /// </summary>
    public static GossipResult? VoteAncestry(IGossipView view, AttestationData data)
    {
        if (view.GetCheckpointBlock(data.BeaconBlockRoot, data.Target.Epoch) != data.Target.Root)
        {
            return Reject("target block is not an ancestor of LMD vote block");
        }

        var finalized = view.FinalizedCheckpoint;
        return IgnoreUnless(
            view.GetCheckpointBlock(data.BeaconBlockRoot, finalized.Epoch) == finalized.Root,
            "finalized checkpoint is not an ancestor of block");
    }

    /// <summary>
    /// Verifies that the attested payload status is consistent with the block's payload
    /// (`gloas/p2p-interface.md#new-verify_attestation_payload_status`). A block from before gloas is in no `store.payloads` and never
    /// will be: a vote with index 1 for it is ignored and waits for nothing.
    /// </summary>
    public static GossipResult? VerifyAttestationPayloadStatus(ChainSpec spec, AttestationData data, GossipBlock block)
    {
        if (block.Slot == data.Slot && data.Index != 0)
        {
            return Reject("same-slot attestation must attest with index 0");
        }

        const string unseen = "execution payload envelope has not been seen";
        return data.Index != 1 ? null
            : block.Payload is null
            ? (spec.ForkAtSlot(block.Slot) >= ForkName.Gloas ? IgnoreUntilPayload(block.Root, unseen) : Ignore(unseen))
            : block.PayloadStatus switch
            {
                PayloadValidationStatus.NotValidated => Ignore("attested payload is optimistic"),
                PayloadValidationStatus.Invalidated => Reject("attested payload is invalid"),
                _ => null,
            };
    }

    /// <summary>
    /// Gives the domain of a message of an epoch: by the state's own versions (`get_domain`), or the scheduled version where the state is
    /// still in a fork before the message's, as the head is until the first block of a fork has come.
    /// </summary>
    public static Domain DomainAt(BeaconState state, DomainType type, Epoch epoch) => state.Spec.ForkAt(epoch) > state.ForkName
        ? Misc.ComputeDomain(type, Misc.ComputeForkVersion(state.Config, epoch), state.GenesisValidatorsRoot)
        : Accessors.GetDomain(state, type, epoch);

    /// <summary>
    /// Verifies an indexed attestation whose indices exist, under <see cref="DomainAt"/>
    /// (`phase0/beacon-chain.md#is_valid_indexed_attestation`).
    /// </summary>
    public static bool IsValidIndexedAttestation(BeaconState state, IndexedAttestation attestation, ISignatureVerifier verifier)
    {
        var indices = attestation.AttestingIndices.AsSpan();
        if (indices.IsEmpty || IsTooLong(attestation, state.Preset))
        {
            return false;
        }

        for (var i = 1; i < indices.Length; i++)
        {
            if (indices[i - 1] >= indices[i])
            {
                return false;
            }
        }

        var domain = DomainAt(state, Constants.DomainBeaconAttester, attestation.Data.Target.Epoch);
        var signingRoot = Misc.ComputeSigningRoot(attestation.Data, domain, state.Ssz);
        return verifier.Verify(Accessors.GetPubkeys(state, indices), signingRoot, attestation.Signature);
    }

    /// <summary>
    /// Tells whether there are more attesters than a slot has, which progressive lists no longer exclude of themselves (gloas on).
    /// </summary>
    public static bool IsTooLong(IndexedAttestation attestation, Preset preset) =>
        (ulong)attestation.AttestingIndices.Count > preset.MaxValidatorsPerCommittee * preset.MaxCommitteesPerSlot;

    /// <summary>
    /// [REJECT] The proposer index is a valid validator index. [REJECT] The proposer signature of a block header is valid.
    /// </summary>
    public static GossipResult? HeaderSignature(
        IGossipView view, SignedBeaconBlockHeader signedHeader, string what, ISignatureVerifier verifier)
    {
        var (state, header) = (view.HeadState, signedHeader.Message);
        if (header.ProposerIndex >= (ulong)state.Validators.Count)
        {
            return Reject("proposer index out of range");
        }

        var domain = DomainAt(state, Constants.DomainBeaconProposer, Misc.ComputeEpochAtSlot(state.Preset, header.Slot));
        var signingRoot = Misc.ComputeSigningRoot(header, domain, state.Ssz);
        return RejectUnless(
            verifier.Verify([state.Validators[header.ProposerIndex].Pubkey], signingRoot, signedHeader.Signature),
            $"invalid proposer signature on {what}");
    }

    /// <summary>[IGNORE] A message is not from a future slot, and from a slot greater than the latest finalized slot.</summary>
    public static GossipResult? IsBetweenFinalizedAndNow(IGossipView view, Slot slot, ulong currentTimeMs, string what) =>
        GossipTime.IsFutureSlot(view, slot, currentTimeMs) ? Ignore($"{what} is from a future slot")
        : slot <= Misc.ComputeStartSlotAtEpoch(view.Spec.Preset, view.FinalizedCheckpoint.Epoch)
            ? Ignore($"{what} is not from a slot greater than the latest finalized slot")
            : null;

    /// <summary>[REJECT] The current finalized_checkpoint is an ancestor of the block whose parent is named.</summary>
    public static GossipResult? DescendsFromFinalized(IGossipView view, Root parentRoot, string what)
    {
        var finalized = view.FinalizedCheckpoint;
        return view.GetCheckpointBlock(parentRoot, finalized.Epoch) == finalized.Root
            ? null
            : Reject($"finalized checkpoint is not an ancestor of {what}");
    }

    /// <summary>
    /// [REJECT] The block is proposed by the expected proposer for the slot. [IGNORE] The view knows that one (`if shuffling is not
    /// available, IGNORE instead and MAY be queued for later`).
    /// </summary>
    public static GossipResult? ProposerIsExpected(IGossipView view, GossipBlock parent, Slot slot, ValidatorIndex proposer, string what) =>
        view.GetExpectedProposer(parent, slot) is { } expected
            ? RejectUnless(proposer == expected, $"{what} proposer_index does not match expected proposer")
            : Ignore($"the expected proposer of the {what} is not at hand") with { IsProposerUnknown = true };
}
