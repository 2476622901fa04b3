using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Duties;

/// <summary>
/// A proposer's part up to the signed block (`phase0/validator.md#block-proposal`); the state is advanced to the slot of the block.
/// </summary>
public static class Proposing
{
    /// <summary>True where a validator proposes in the state's slot (`phase0/validator.md#is_proposer`).</summary>
    public static bool IsProposer(BeaconState state, ValidatorIndex validatorIndex) =>
        Accessors.GetBeaconProposerIndex(state) == validatorIndex;

    /// <summary>
    /// True where a validator is active in the state's epoch (`phase0/validator.md#check_if_validator_active`); the index must exist.
    /// </summary>
    public static bool CheckIfValidatorActive(BeaconState state, ValidatorIndex validatorIndex) =>
        Predicates.IsActiveValidator(state.Validators[validatorIndex], Accessors.GetCurrentEpoch(state));

    /// <summary>The randao reveal of a block's epoch (`phase0/validator.md#get_epoch_signature`).</summary>
    public static BLSSignature GetEpochSignature(BeaconState state, Slot blockSlot, Signer privkey)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, blockSlot);
        return privkey(Misc.ComputeSigningRoot(epoch, Accessors.GetDomain(state, Constants.DomainRandao, epoch)));
    }

    /// <summary>Signs a block of a proposer (`phase0/validator.md#get_block_signature`).</summary>
    public static BLSSignature GetBlockSignature(BeaconState state, BeaconBlock block, Signer privkey)
    {
        var domain = Accessors.GetDomain(state, Constants.DomainBeaconProposer, Misc.ComputeEpochAtSlot(state.Preset, block.Slot));
        return privkey(Misc.ComputeSigningRoot(block, domain, state.Ssz));
    }

    /// <summary>
    /// The future slots of a validator in the proposer lookahead, fulu on (`gloas/validator.md#broadcasting-signedproposerpreferences`).
    /// </summary>
    public static List<Slot> GetUpcomingProposalSlots(BeaconState state, ValidatorIndex validatorIndex)
    {
        var start = Misc.ComputeStartSlotAtEpoch(state.Preset, Accessors.GetCurrentEpoch(state));
        var slots = new List<Slot>();
        for (var offset = 0; offset < state.ProposerLookahead.Count; offset++)
        {
            var slot = start + (Slot)offset;
            if (slot > state.Slot && state.ProposerLookahead[offset] == validatorIndex)
            {
                slots.Add(slot);
            }
        }

        return slots;
    }

    /// <summary>
    /// What a proposer wants of builders for a slot of its own; <paramref name="dependentRoot"/> is `get_shuffling_dependent_root` of the
    /// head and the slot's epoch (`gloas/validator.md#broadcasting-signedproposerpreferences`).
    /// </summary>
    public static SignedProposerPreferences GetSignedProposerPreferences(
        BeaconState state,
        Root dependentRoot,
        Slot proposalSlot,
        ValidatorIndex validatorIndex,
        ExecutionAddress feeRecipient,
        ulong targetGasLimit,
        Signer privkey)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, proposalSlot);
        var preferences = new ProposerPreferences
        {
            DependentRoot = dependentRoot,
            ProposalSlot = proposalSlot,
            ValidatorIndex = validatorIndex,
            FeeRecipient = feeRecipient,
            TargetGasLimit = targetGasLimit,
        };
        var domain = Misc.ComputeDomain(
            Constants.DomainProposerPreferences, Misc.ComputeForkVersion(state.Config, epoch), state.GenesisValidatorsRoot);
        return new SignedProposerPreferences
        {
            Message = preferences,
            Signature = privkey(Misc.ComputeSigningRoot(preferences, domain, state.Spec.Ssz(state.Spec.ForkAt(epoch))))
        };
    }
}
