using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>
/// What a state says about inclusion lists, heze (`heze/beacon-chain.md#helpers`); blocks carry none, fork choice enforces them.
/// </summary>
public static class InclusionLists
{
    /// <summary>
    /// True where the list is signed by the validator it names; false as well for one the state lacks. See
    /// `is_valid_inclusion_list_signature`.
    /// </summary>
    public static bool IsValidInclusionListSignature(
        BeaconState state, SignedInclusionList signedInclusionList, ISignatureVerifier verifier)
    {
        var message = signedInclusionList.Message;
        if (message.ValidatorIndex >= (ulong)state.Validators.Count)
        {
            return false;
        }

        var forkVersion = ComputeForkVersion(state.Config, ComputeEpochAtSlot(state.Preset, message.Slot));
        var domain = ComputeDomain(Constants.DomainInclusionListCommittee, forkVersion, state.GenesisValidatorsRoot);
        var pubkey = state.Validators[message.ValidatorIndex].Pubkey;
        return verifier.Verify([pubkey], ComputeSigningRoot(message, domain, state.Ssz), signedInclusionList.Signature);
    }

    /// <summary>
    /// The first INCLUSION_LIST_COMMITTEE_SIZE attesters of a slot, from the start again where there are fewer. The slot's epoch is at most
    /// the next one. See `get_inclusion_list_committee`.
    /// </summary>
    public static SszList<ValidatorIndex> GetInclusionListCommittee(BeaconState state, Slot slot)
    {
        var indices = new List<ValidatorIndex>();
        var committeesPerSlot = GetCommitteeCountPerSlot(state, ComputeEpochAtSlot(state.Preset, slot));
        var size = (int)state.Preset.InclusionListCommitteeSize;
        for (var i = 0UL; i < committeesPerSlot && indices.Count < size; i++)
        {
            indices.AddRange(GetBeaconCommittee(state, slot, i));
        }

        var committee = new ValidatorIndex[size];
        for (var i = 0; i < size; i++)
        {
            committee[i] = indices[i % indices.Count];
        }

        return SszList.Adopt(committee);
    }
}
