using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.ForkChoice;

public static partial class Handlers
{
    /// <summary>
    /// Counts the votes of an attestation, from the wire or out of a block (`phase0/fork-choice.md#on_attestation`). Refuses unknown
    /// blocks, a target that does not fit the vote, slots that are not past, and whatever makes the attestation invalid by the target's
    /// state.
    /// </summary>
    public static Refusal? OnAttestation(Store store, Attestation attestation, StoreServices services, bool isFromBlock = false) =>
        Guarded.Refused(() =>
        {
            if (ValidateOnAttestation(store, attestation.Data, isFromBlock) is { } refusal)
            {
                return refusal;
            }

            if (store.StoreTargetCheckpointState(attestation.Data.Target, out var targetState) is { } unreachable)
            {
                return unreachable;
            }

            var indexedAttestation = TryGetIndexedAttestation(targetState!, attestation);
            if (indexedAttestation is null)
            {
                return Because("get_indexed_attestation(target_state, attestation)");
            }

            if (Require(Predicates.IsValidIndexedAttestation(targetState!, indexedAttestation, services.Verifier)) is { } invalid)
            {
                return invalid;
            }

            UpdateLatestMessages(store, indexedAttestation.AttestingIndices, attestation.Data);
            return null;
        });

    /// <summary>
    /// Counts votes whose attesters and signature have been checked against the target's state elsewhere: `on_attestation` without that
    /// part. The attesters must exist in that state.
    /// </summary>
    public static Refusal? OnVerifiedAttestation(Store store, IndexedAttestation attestation, bool isFromBlock = false) =>
        Guarded.Refused(() =>
        {
            if (ValidateOnAttestation(store, attestation.Data, isFromBlock) is { } refusal)
            {
                return refusal;
            }

            UpdateLatestMessages(store, attestation.AttestingIndices, attestation.Data);
            return null;
        });

    /// <summary>
    /// What a vote must be before its attesters matter (`phase0/fork-choice.md#validate_on_attestation`, with payloads from gloas on).
    /// </summary>
    public static Refusal? ValidateOnAttestation(Store store, AttestationData data, bool isFromBlock)
    {
        var target = data.Target;
        var refusal = (isFromBlock ? null : ValidateTargetEpochAgainstCurrentTime(store, target))
            ?? Require(target.Epoch == Misc.ComputeEpochAtSlot(store.Preset, data.Slot))
            ?? Require(store.Blocks.ContainsKey(target.Root));
        if (refusal is not null)
        {
            return refusal;
        }

        if (!store.Blocks.TryGetValue(data.BeaconBlockRoot, out var block))
        {
            return Because("attestation.data.beacon_block_root in store.blocks");
        }

        return Require(block.Slot <= data.Slot)
            ?? (store.ForkAt(target.Epoch) >= ForkName.Gloas ? ValidatePayloadVote(data, block) : null)
            ?? Require(target.Root == Ancestry.GetCheckpointBlock(store, data.BeaconBlockRoot, target.Epoch))
            ?? Require(StoreTime.GetCurrentSlot(store) > data.Slot);
    }

    /// <summary>
    /// `get_indexed_attestation` of an attestation nobody has checked: null where its committees do not exist or its bits are too few for
    /// them.
    /// </summary>
    public static IndexedAttestation? TryGetIndexedAttestation(BeaconState state, Attestation attestation)
    {
        var (slot, bits) = (attestation.Data.Slot, attestation.CommitteeBits);
        var count = Accessors.GetCommitteeCountPerSlot(state, Misc.ComputeEpochAtSlot(state.Preset, slot));
        if (bits.Length == 0 && state.ForkName >= ForkName.Electra)
        {
            return null;
        }

        var members = 0;
        foreach (var index in bits.Length == 0 ? [attestation.Data.Index] : Misc.GetCommitteeIndices(bits))
        {
            if (index >= count)
            {
                return null;
            }

            members += Accessors.GetBeaconCommittee(state, slot, index).Length;
        }

        return attestation.AggregationBits.Length < members ? null : Accessors.GetIndexedAttestation(state, attestation);
    }

    private static Refusal? ValidateTargetEpochAgainstCurrentTime(Store store, Checkpoint target)
    {
        var currentEpoch = StoreTime.GetCurrentStoreEpoch(store);
        return Require(target.Epoch == currentEpoch || target.Epoch == Misc.SaturatingSub(currentEpoch, 1));
    }

    private static Refusal? ValidatePayloadVote(AttestationData data, StoreBlock block) =>
        Require(data.Index is 0 or 1)
        ?? Require(block.Slot != data.Slot || data.Index == 0)
        ?? Require(data.Index == 0 || block.HasPayload);

    /// <summary>
    /// `phase0/fork-choice.md#update_latest_messages`: a later epoch's vote replaces an earlier one; from gloas on a later slot's.
    /// </summary>
    private static void UpdateLatestMessages(Store store, SszList<ValidatorIndex> attestingIndices, AttestationData data)
    {
        var isGloas = store.ForkAt(data.Target.Epoch) >= ForkName.Gloas;
        var message = new LatestMessage(data.Slot, data.BeaconBlockRoot, isGloas && data.Index == 1);
        var node = store.Blocks[message.Root].FirstVoted + (int)Ancestry.GetSupportedNode(store, message).PayloadStatus;
        var isChanged = false;
        foreach (var index in attestingIndices)
        {
            if (store.EquivocatingIndices.Contains(index))
            {
                continue;
            }

            if (store.LatestMessages.SlotOf(index) is not { } last
                || (isGloas ? message.Slot > last : data.Target.Epoch > Misc.ComputeEpochAtSlot(store.Preset, last)))
            {
                store.LatestMessages.Set(index, message.Slot, node);
                isChanged = true;
            }
        }

        if (isChanged)
        {
            store.Changed();
        }
    }
}
