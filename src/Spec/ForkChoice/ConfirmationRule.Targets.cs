using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>Whether the current epoch's target will be justified (`phase0/fast-confirmation.md#ffg-helpers`); weights in Gwei.</summary>
internal sealed partial class ConfirmationRule
{
    private readonly Lazy<Gwei> _honestFfgSupport;
    private BeaconState? _pulledUpHeadState;

    /// <summary>`phase0/fast-confirmation.md#get_current_target`.</summary>
    private Checkpoint GetCurrentTarget() =>
        new() { Epoch = _currentEpoch, Root = Ancestry.GetCheckpointBlock(_store, _head.Root, _currentEpoch) };

    /// <summary>
    /// The head's state in the current epoch, which is that of a checkpoint where it is behind
    /// (`phase0/fast-confirmation.md#get_pulled_up_head_state`).
    /// </summary>
    private BeaconState GetPulledUpHeadState() => _pulledUpHeadState ??= EpochOf(_head) < _currentEpoch
        ? _store.StateOf(new Checkpoint { Epoch = _currentEpoch, Root = _head.Root })
        : _head.State;

    /// <summary>`phase0/fast-confirmation.md#will_no_conflicting_checkpoint_be_justified`.</summary>
    private bool WillNoConflictingCheckpointBeJustified() =>
        GetCurrentTarget() == _store.UnrealizedJustifiedCheckpoint
        || 3 * _honestFfgSupport.Value > Accessors.GetTotalActiveBalance(GetPulledUpHeadState());

    /// <summary>`phase0/fast-confirmation.md#will_current_target_be_justified`.</summary>
    private bool WillCurrentTargetBeJustified() =>
        3 * _honestFfgSupport.Value >= 2 * Accessors.GetTotalActiveBalance(GetPulledUpHeadState());

    /// <summary>`phase0/fast-confirmation.md#compute_honest_ffg_support_for_current_target`.</summary>
    private Gwei ComputeHonestFfgSupportForCurrentTarget()
    {
        var source = GetPulledUpHeadState();
        var start = Misc.ComputeStartSlotAtEpoch(Preset, _currentEpoch);
        var total = Accessors.GetTotalActiveBalance(source);
        var remaining = total - EstimateCommitteeWeightBetweenSlots(Preset, total, start, _currentSlot - 1);
        var honest = remaining / 100 * (100 - _store.Config.ConfirmationByzantineThreshold);
        return Misc.SaturatingSub(GetCurrentTargetScore(), ComputeAdversarialWeight(source, start, _currentSlot - 1)) + honest;
    }

    /// <summary>
    /// The balance behind the votes whose target is the current one, by what they say of the head
    /// (`phase0/fast-confirmation.md#get_current_target_score`): those of the current epoch for its target's block and what is on top.
    /// </summary>
    private Gwei GetCurrentTargetScore()
    {
        var (state, target) = (GetPulledUpHeadState(), GetCurrentTarget());
        var (epoch, first) = (Accessors.GetCurrentEpoch(state), Misc.ComputeStartSlotAtEpoch(Preset, _currentEpoch));
        var supports = new Dictionary<Root, bool>();
        Gwei score = 0;
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                var voter = index++;
                if (_store.LatestMessages.SlotOf((ulong)voter) >= first
                    && Predicates.IsUnslashedAndActive(validator, epoch)
                    && Supports(_store.LatestMessages[voter]!.Value.Root)
                    && !_store.EquivocatingIndices.Contains((ulong)voter))
                {
                    score += validator.EffectiveBalance;
                }
            }
        }

        return score;

        bool Supports(Root root)
        {
            if (!supports.TryGetValue(root, out var isSupporting))
            {
                isSupporting = _store.Blocks.ContainsKey(root)
                    && target.Root == Ancestry.GetCheckpointBlock(_store, root, _currentEpoch);
                supports.Add(root, isSupporting);
            }

            return isSupporting;
        }
    }
}
