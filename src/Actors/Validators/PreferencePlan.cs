using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// What our validators want of builders in the slots they propose in, by a view (`get_upcoming_proposal_slots`,
/// `get_signed_proposer_preferences`).
/// </summary>
internal static class PreferencePlan
{
    /// <summary>
    /// The preferences for all slots of ours that begin after a slot and whose proposers the head's state knows, in the order of slots;
    /// none for slots before gloas, of which there are no bids, nor for a proposer that takes none.
    /// </summary>
    public static IEnumerable<(OwnValidator Proposer, ProposerPreferences Preferences)> Of(
        ChainView view, Slot now, OwnValidators own, ProposerTable proposers)
    {
        var (state, preset) = (view.HeadState, view.Spec.Preset);
        if (state.ForkName < ForkName.Fulu || own.Pubkeys.Count == 0)
        {
            yield break;
        }

        var ours = own.In(state);
        var start = Misc.ComputeStartSlotAtEpoch(preset, Accessors.GetCurrentEpoch(state));
        for (var offset = 0; offset < state.ProposerLookahead.Count; offset++)
        {
            var (slot, index) = (start + (Slot)offset, state.ProposerLookahead[offset]);
            var epoch = Misc.ComputeEpochAtSlot(preset, slot);
            var known = Misc.ComputeStartSlotAtEpoch(preset, Misc.SaturatingSub(epoch, preset.MinSeedLookahead));
            if (slot > now && slot > state.Slot && known <= now
                && epoch >= view.Spec.Config.GloasForkEpoch
                && ours.TryGetValue(index, out var pubkey))
            {
                var terms = proposers.Of(pubkey, index, epoch);
                if (!terms.Builders.IsEnabled)
                {
                    continue;
                }

                yield return (new OwnValidator(index, pubkey), new ProposerPreferences
                {
                    DependentRoot = view.GetShufflingDependentRoot(view.Head.Root, epoch),
                    ProposalSlot = slot,
                    ValidatorIndex = index,
                    FeeRecipient = terms.FeeRecipient,
                    TargetGasLimit = terms.GasLimit,
                });
            }
        }
    }
}
