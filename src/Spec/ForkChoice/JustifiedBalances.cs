using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What votes weigh by a justified state: the effective balance in Gwei of each active validator that is not slashed, else 0, and their
/// sum.
/// </summary>
internal sealed class JustifiedBalances
{
    public JustifiedBalances(Checkpoint checkpoint, BeaconState state)
    {
        Checkpoint = checkpoint;
        Balances = new Gwei[state.Validators.Count];
        var epoch = Accessors.GetCurrentEpoch(state);
        var index = 0;
        Gwei total = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                if (Predicates.IsActiveValidator(validator, epoch) && !validator.Slashed)
                {
                    Balances[index] = validator.EffectiveBalance;
                    total += validator.EffectiveBalance;
                }

                index++;
            }
        }

        TotalBalance = Math.Max(state.Preset.EffectiveBalanceIncrement, total);
    }

    public Checkpoint Checkpoint { get; }

    public Gwei[] Balances { get; }

    /// <summary>At least EFFECTIVE_BALANCE_INCREMENT, as `get_total_balance` has it.</summary>
    public Gwei TotalBalance { get; }
}
