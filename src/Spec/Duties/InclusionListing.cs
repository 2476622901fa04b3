using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;

namespace Consensoor.Spec.Duties;

/// <summary>An inclusion list committee member's part, heze on (`heze/validator.md#inclusion-list-proposal`).</summary>
public static class InclusionListing
{
    /// <summary>
    /// The slot of an epoch in which a validator sits in the committee, or null; throws ArgumentOutOfRangeException beyond the epoch after
    /// the state's (`heze/validator.md#inclusion-list-committee`).
    /// </summary>
    public static Slot? GetInclusionListCommitteeAssignment(BeaconState state, Epoch epoch, ValidatorIndex validatorIndex)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, Accessors.GetCurrentEpoch(state) + 1);
        var start = Misc.ComputeStartSlotAtEpoch(state.Preset, epoch);
        for (var slot = start; slot < start + state.Preset.SlotsPerEpoch; slot++)
        {
            if (InclusionLists.GetInclusionListCommittee(state, slot).AsSpan().Contains(validatorIndex))
            {
                return slot;
            }
        }

        return null;
    }

    /// <summary>Signs an inclusion list of a committee member (`heze/validator.md#constructing-the-signedinclusionlist`).</summary>
    public static BLSSignature GetInclusionListSignature(BeaconState state, InclusionList inclusionList, Signer privkey)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, inclusionList.Slot);
        var domain = Misc.ComputeDomain(
            Constants.DomainInclusionListCommittee, Misc.ComputeForkVersion(state.Config, epoch), state.GenesisValidatorsRoot);
        return privkey(Misc.ComputeSigningRoot(inclusionList, domain, state.Ssz));
    }

    /// <summary>
    /// A member's list for a slot (`heze/validator.md#constructing-the-signedinclusionlist`); <paramref name="dependentRoot"/> is
    /// `get_shuffling_dependent_root` of the head and the slot's epoch.
    /// </summary>
    public static SignedInclusionList GetSignedInclusionList(
        BeaconState state,
        Root dependentRoot,
        Slot slot,
        ValidatorIndex validatorIndex,
        SszList<ByteList> inclusionListTransactions,
        Signer privkey)
    {
        var inclusionList = new InclusionList
        {
            Slot = slot,
            ValidatorIndex = validatorIndex,
            DependentRoot = dependentRoot,
            Transactions = inclusionListTransactions
        };
        return new SignedInclusionList { Message = inclusionList, Signature = GetInclusionListSignature(state, inclusionList, privkey) };
    }
}
