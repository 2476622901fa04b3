using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// The balances by which fast confirmation weighs votes: those of a checkpoint's state. One pass over the registry when it is made, eight
/// bytes a validator; a pass over the votes for each slot that asks for scores.
/// </summary>
internal sealed class BalanceSource
{
    private readonly Store _store;
    private readonly Gwei[] _balances;
    private readonly Gwei _unslashedBalance;

    public BalanceSource(Store store, Checkpoint checkpoint)
        : this(store, checkpoint, store.StateOf(checkpoint))
    {
    }

    private BalanceSource(Store store, Checkpoint checkpoint, BeaconState state)
    {
        _store = store;
        Checkpoint = checkpoint;
        State = state;
        _balances = new Gwei[state.Validators.Count];
        var epoch = Accessors.GetCurrentEpoch(state);
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                if (Predicates.IsUnslashedAndActive(validator, epoch))
                {
                    _balances[index] = validator.EffectiveBalance;
                    _unslashedBalance += validator.EffectiveBalance;
                }

                index++;
            }
        }
    }

    /// <summary>The checkpoint whose state it is.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The state.</summary>
    public BeaconState State { get; }

    /// <summary>The balance of the active validators, slashed or not.</summary>
    public Gwei TotalActiveBalance => Accessors.GetTotalActiveBalance(State);

    /// <summary>`phase0/fork-choice.md#compute_proposer_score`.</summary>
    public Gwei ComputeProposerScore() => ProposerHead.CalculateCommitteeFraction(
        State.Preset, Math.Max(State.Preset.EffectiveBalanceIncrement, _unslashedBalance), _store.Config.ProposerScoreBoost);

    /// <summary>The effective balance of a validator that is active and not slashed, else 0.</summary>
    public Gwei BalanceOf(ValidatorIndex index) => index < (ulong)_balances.Length ? _balances[index] : 0;

    /// <summary>
    /// `get_attestation_score` of the pending node of each block, by its position: votes are summed by node, and the sums go up from block
    /// to parent.
    /// </summary>
    public Gwei[] AttestationScores()
    {
        var sums = _store.LatestMessages.WeightsBy(_balances, _store.EquivocatingIndices);
        var scores = new Gwei[_store.Order.Count];
        for (var i = scores.Length - 1; i >= 0; i--)
        {
            var block = _store.Order[i];
            for (var status = 0; status < VotedNodes.Stride; status++)
            {
                scores[i] += sums[block.FirstVoted + status];
            }

            if (block.Parent is { } parent)
            {
                scores[parent.Position] += scores[i];
            }
        }

        return scores;
    }
}
