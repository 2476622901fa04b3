using Consensoor.Bench.Spec;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Bench.Lodestar;

/// <summary>
/// <see cref="SyntheticState.Mixed"/> with a key for each validator, exits to come, deposits, partial withdrawals and consolidations in
/// their queues, and in gloas builders who are owed: what another client needs to take it for a chain's.
/// </summary>
internal static class LivedState
{
    private const int Queued = 64;
    private const int Builders = 128;
    private const ulong OneEth = 1_000_000_000;
    private const Epoch Now = 100;

    // A payment's weight that is over the quorum of any registry, and still a number in JavaScript.
    private const Gwei Enough = 4_000_000 * OneEth;

    /// <summary>A frozen state at the last slot of an epoch.</summary>
    public static BeaconState Create(ForkName fork, int validators)
    {
        var state = SyntheticState.Mixed(fork, validators).Copy();
        var keys = SequentialKeys.Public(validators + Builders);
        var (registry, balances) = (state.Validators.ToArray(), state.Balances.ToArray());
        for (var i = 0; i < registry.Length; i++)
        {
            var isLeaving = i % 1000 == 999 && registry[i].ExitEpoch == Constants.FarFutureEpoch && registry[i].ActivationEpoch == 0;
            var exit = isLeaving ? Now + 1 + ((ulong)i / 1000 % 8) : registry[i].ExitEpoch;
            registry[i] = registry[i] with
            {
                Pubkey = keys[i],
                ExitEpoch = exit,
                WithdrawableEpoch = isLeaving ? exit + 256 : registry[i].WithdrawableEpoch,
            };
        }

        Queue(state, registry, balances);
        var progressive = fork >= ForkName.Gloas;
        state.Validators = PersistentList<Validator>.Create(registry, progressive);
        state.Balances = PersistentList<Gwei>.Create(balances, progressive);
        state.Caches.Clear();
        state.CurrentSyncCommittee = state.NextSyncCommittee = Accessors.GetNextSyncCommittee(state);
        if (progressive)
        {
            Owe(state, keys.AsSpan(validators));
        }

        state.Freeze();
        return state;
    }

    private static void Queue(BeaconState state, Validator[] registry, Gwei[] balances)
    {
        state.DepositRequestsStartIndex = 0;
        var gone = Positions(registry, static validator => validator.ExitEpoch < Now && !validator.Slashed);
        var large = Positions(registry, static validator => validator.EffectiveBalance > 32 * OneEth);
        for (var i = 0; i < Queued; i++)
        {
            var validator = registry[i];
            state.PendingDeposits.Add(new PendingDeposit
            {
                Pubkey = validator.Pubkey,
                WithdrawalCredentials = validator.WithdrawalCredentials,
                Amount = OneEth,
                Slot = 1,
            });
            balances[gone[i]] = 32 * OneEth;
            registry[gone[i]] = registry[gone[i]] with { EffectiveBalance = 32 * OneEth };
            state.PendingConsolidations.Add(new PendingConsolidation { SourceIndex = (ulong)gone[i], TargetIndex = (ulong)large[i] });
            balances[large[i]] += 2 * OneEth;
            state.PendingPartialWithdrawals.Add(new PendingPartialWithdrawal
            {
                ValidatorIndex = (ulong)large[i],
                Amount = OneEth,
                WithdrawableEpoch = Now,
            });
        }
    }

    private static void Owe(BeaconState state, ReadOnlySpan<BLSPubkey> keys)
    {
        foreach (var key in keys)
        {
            state.Builders.Add(new Builder
            {
                Pubkey = key,
                Balance = 100 * OneEth,
                DepositEpoch = 1,
                WithdrawableEpoch = Constants.FarFutureEpoch,
            });
        }

        for (var i = 0; i < 4; i++)
        {
            var withdrawal = new BuilderPendingWithdrawal { Amount = OneEth, BuilderIndex = (ulong)i };
            state.BuilderPendingPayments[i] = new BuilderPendingPayment { Weight = Enough, Withdrawal = withdrawal };
        }
    }

    private static int[] Positions(Validator[] registry, Func<Validator, bool> isOne) =>
        [.. Enumerable.Range(0, registry.Length).Where(i => isOne(registry[i])).Take(Queued)];
}
