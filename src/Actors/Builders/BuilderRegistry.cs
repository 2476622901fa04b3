using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Builders;

/// <summary>Finds the builders whose keys are held in the registry of a state, and what they have and owe (gloas on).</summary>
internal static class BuilderRegistry
{
    /// <summary>
    /// The builders with these keys, by their places; none before gloas. A key that a validator has as well is none's: what protects the
    /// one from signing twice would keep the other from showing its payload.
    /// </summary>
    public static IReadOnlyList<OwnBuilder> Of(BeaconState state, IReadOnlySet<BLSPubkey> pubkeys)
    {
        var own = new List<OwnBuilder>();
        if (state.ForkName < ForkName.Gloas || pubkeys.Count == 0)
        {
            return own;
        }

        for (var index = 0; index < state.Builders.Count; index++)
        {
            var builder = state.Builders[index];
            if (pubkeys.Contains(builder.Pubkey) && !Accessors.TryGetValidatorIndex(state, builder.Pubkey, out _))
            {
                own.Add(new OwnBuilder((BuilderIndex)index, builder));
            }
        }

        return own;
    }

    /// <summary>What a builder has and owes by a state, as of a slot.</summary>
    public static BuilderAccount AccountOf(BeaconState state, OwnBuilder builder, Slot slot)
    {
        Gwei payments = 0;
        foreach (var payment in state.BuilderPendingPayments)
        {
            payments += payment.Withdrawal.BuilderIndex == builder.Index ? payment.Withdrawal.Amount : 0;
        }

        Gwei withdrawals = 0;
        foreach (var withdrawal in state.BuilderPendingWithdrawals)
        {
            withdrawals += withdrawal.BuilderIndex == builder.Index ? withdrawal.Amount : 0;
        }

        return new BuilderAccount(builder.Index, slot, state.Builders[builder.Index].Balance, payments, withdrawals);
    }
}
