using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Upgrades;

public static partial class ForkUpgrade
{
    /// <summary>
    /// `electra/fork.md#upgrade_to_electra`: exits get a balance churn, and validators that are not active yet wait in the deposit queue.
    /// </summary>
    public static BeaconState UpgradeToElectra(BeaconState pre)
    {
        var post = Carry(pre, ForkName.Electra);
        var earliestExitEpoch = Misc.ComputeActivationExitEpoch(pre.Preset, Accessors.GetCurrentEpoch(pre));
        post.EarliestConsolidationEpoch = earliestExitEpoch;
        var preActivation = new List<(Epoch Eligibility, ValidatorIndex Index)>();
        ValidatorIndex next = 0;
        foreach (var validator in pre.Validators)
        {
            if (validator.ExitEpoch != Constants.FarFutureEpoch)
            {
                earliestExitEpoch = Math.Max(earliestExitEpoch, validator.ExitEpoch);
            }

            if (validator.ActivationEpoch == Constants.FarFutureEpoch)
            {
                preActivation.Add((validator.ActivationEligibilityEpoch, next));
            }

            next++;
        }

        post.EarliestExitEpoch = earliestExitEpoch + 1;
        post.DepositRequestsStartIndex = Constants.UnsetDepositRequestsStartIndex;
        post.PendingDeposits = PersistentList<PendingDeposit>.Empty();
        post.PendingPartialWithdrawals = PersistentList<PendingPartialWithdrawal>.Empty();
        post.PendingConsolidations = PersistentList<PendingConsolidation>.Empty();
        post.ExitBalanceToConsume = Accessors.GetActivationExitChurnLimit(post);
        post.ConsolidationBalanceToConsume = Accessors.GetConsolidationChurnLimit(post);
        preActivation.Sort();
        foreach (var (_, index) in preActivation)
        {
            QueueEntireBalance(post, index);
        }

        for (ValidatorIndex index = 0; index < (ulong)post.Validators.Count; index++)
        {
            if (Predicates.HasCompoundingWithdrawalCredential(post.Validators[index]))
            {
                Mutators.QueueExcessActiveBalance(post, index);
            }
        }

        return post;
    }

    private static void QueueEntireBalance(BeaconState post, ValidatorIndex index)
    {
        var validator = post.Validators[index];
        post.PendingDeposits.Add(new PendingDeposit
        {
            Pubkey = validator.Pubkey,
            WithdrawalCredentials = validator.WithdrawalCredentials,
            Amount = post.Balances[index],
            Signature = Constants.G2PointAtInfinity,
            Slot = Constants.GenesisSlot,
        });
        post.Balances[index] = 0;
        post.Validators[index] = validator with { EffectiveBalance = 0, ActivationEligibilityEpoch = Constants.FarFutureEpoch };
    }
}
