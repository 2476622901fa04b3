using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Epochs;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Rewards;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Transition.Epochs;

/// <summary>Steps that go over the registry once, against the specification's own form of them.</summary>
public sealed class EpochProcessingTests
{
    private static readonly ChainSpec Minimal = new(Preset.Minimal, ChainConfig.Minimal);

    public static TheoryData<ForkName> Forks => [.. Enum.GetValues<ForkName>().Where(static fork => fork >= ForkName.Altair)];

    [Theory]
    [MemberData(nameof(Forks))]
    public void RewardsAreTheDeltasOfEveryComponentInTurn(ForkName fork) => Gen.Int.Sample(
        seed =>
        {
            var state = RandomState(new Random(seed), fork);
            var expected = state.Balances.ToArray();
            Deltas[] components =
            [
                .. Enumerable.Range(0, Constants.ParticipationFlagWeights.Length)
                    .Select(flag => RewardAccounting.GetFlagIndexDeltas(state, flag)),
                RewardAccounting.GetInactivityPenaltyDeltas(state),
            ];
            foreach (var (rewards, penalties) in components)
            {
                for (var i = 0; i < expected.Length; i++)
                {
                    expected[i] = Misc.SaturatingSub(expected[i] + rewards[i], penalties[i]);
                }
            }

            EpochProcessing.ProcessRewardsAndPenalties(state);
            Assert.Equal(expected, state.Balances.ToArray());
        },
        iter: 100);

    [Theory]
    [MemberData(nameof(Forks))]
    public void RewardsOfOneValidatorAreThoseOfTheDeltas(ForkName fork) => Gen.Int.Sample(
        seed =>
        {
            var state = RandomState(new Random(seed), fork);
            var rewards = new AttestationRewards(state);
            var leak = RewardAccounting.GetInactivityPenaltyDeltas(state);
            Assert.Equal(
                RewardAccounting.GetEligibleValidatorIndices(state),
                Enumerable.Range(0, state.Validators.Count).Select(i => rewards.IsEligible((ulong)i)));
            Assert.Equal(
                leak.Penalties.Select(static penalty => -(long)penalty),
                Enumerable.Range(0, state.Validators.Count).Select(i => rewards.Inactivity((ulong)i)));
            for (var flag = 0; flag < Constants.ParticipationFlagWeights.Length; flag++)
            {
                var deltas = RewardAccounting.GetFlagIndexDeltas(state, flag);
                for (var i = 0; i < state.Validators.Count; i++)
                {
                    Assert.Equal((long)deltas.Rewards[i] - (long)deltas.Penalties[i], rewards.Flag((ulong)i, flag));
                    Assert.Equal(
                        LiteralEpoch.IdealReward(state, (ulong)i, flag), rewards.Ideal(state.Validators[i].EffectiveBalance, flag));
                }
            }
        },
        iter: 50);

    [Theory]
    [MemberData(nameof(Forks))]
    public void JustificationWeighsWhoTheSpecificationNames(ForkName fork) => Gen.Int.Sample(
        seed =>
        {
            var state = RandomState(new Random(seed), fork);
            var literal = state.Copy();
            EpochProcessing.WeighJustificationAndFinalization(
                literal,
                Accessors.GetTotalActiveBalance(literal),
                TargetBalance(literal, Accessors.GetPreviousEpoch(literal)),
                TargetBalance(literal, Accessors.GetCurrentEpoch(literal)));
            EpochProcessing.ProcessJustificationAndFinalization(state);
            Assert.Equal(literal.JustificationBits, state.JustificationBits);
            Assert.Equal(literal.CurrentJustifiedCheckpoint, state.CurrentJustifiedCheckpoint);
            Assert.Equal(literal.FinalizedCheckpoint, state.FinalizedCheckpoint);
        },
        iter: 100);

    // With a bias above the recovery too, by which a score of zero grows without a leak.
    [Theory]
    [MemberData(nameof(Forks))]
    public void ScoresMoveAsTheSpecificationMovesThem(ForkName fork) => Gen.Select(Gen.Int, Gen.Bool).Sample(
        (seed, isSteep) =>
        {
            var config = isSteep ? ChainConfig.Minimal with { InactivityScoreBias = 20 } : ChainConfig.Minimal;
            var state = RandomState(new Random(seed), fork, new ChainSpec(Preset.Minimal, config));
            var expected = LiteralEpoch.InactivityScores(state);
            EpochProcessing.ProcessInactivityUpdates(state);
            Assert.Equal(expected, state.InactivityScores.ToArray());
        },
        iter: 100);

    [Theory]
    [MemberData(nameof(Forks))]
    public void EffectiveBalancesFollowAsTheSpecificationSays(ForkName fork) => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var state = RandomState(random, fork);
            for (var i = 0; i < state.Balances.Count; i++)
            {
                state.Balances[i] = state.Validators[i].EffectiveBalance + (ulong)random.NextInt64(2_000_000_000) - 400_000_000;
            }

            var expected = LiteralEpoch.EffectiveBalances(state);
            EpochProcessing.ProcessEffectiveBalanceUpdates(state);
            Assert.Equal(expected, state.Validators.Select(static v => v.EffectiveBalance));
        },
        iter: 100);

    [Theory]
    [MemberData(nameof(Forks))]
    public void TheRegistryMovesAsTheSpecificationMovesIt(ForkName fork) => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var state = RandomState(random, fork < ForkName.Electra ? ForkName.Electra : fork);
            for (var i = 0; i < state.Validators.Count; i += random.Next(1, 9))
            {
                state.Validators[i] = state.Validators[i] with
                {
                    EffectiveBalance = (ulong)random.Next(14, 34) * 1_000_000_000,
                    ActivationEligibilityEpoch = random.Next(2) == 0 ? Constants.FarFutureEpoch : (ulong)random.Next(16),
                    ActivationEpoch = random.Next(3) == 0 ? 3 : Constants.FarFutureEpoch,
                };
            }

            var current = Accessors.GetCurrentEpoch(state);
            Assert.Equal(LiteralEpoch.Active(state, current), Accessors.GetActiveValidatorIndices(state, current).ToArray());
            var expected = LiteralEpoch.Registry(state);
            EpochProcessing.ProcessRegistryUpdates(state);
            Assert.Equal(expected, state.Validators);

            // What is kept of the registry follows it, whatever epochs are asked for before.
            foreach (var epoch in Enumerable.Range(0, 24).OrderBy(_ => random.Next()))
            {
                state.Caches.Clear();
                Assert.Equal(LiteralEpoch.Active(state, (ulong)epoch), Accessors.GetActiveValidatorIndices(state, (ulong)epoch).ToArray());
            }
        },
        iter: 100);

    [Theory]
    [InlineData(ForkName.Phase0)]
    [InlineData(ForkName.Deneb)]
    public void ManyEjectionsQueueAsOneAfterTheOther(ForkName fork) => Gen.Int.Sample(
        seed =>
        {
            var state = RandomState(new Random(seed), fork);
            var expected = state.Validators.ToArray();
            for (var i = 0; i < expected.Length; i++)
            {
                if (Predicates.IsActiveValidator(expected[i], Accessors.GetCurrentEpoch(state))
                    && expected[i].EffectiveBalance <= state.Config.EjectionBalance)
                {
                    InitiateValidatorExit(state, expected, i);
                }
            }

            EpochProcessing.ProcessRegistryUpdates(state);
            Assert.Equal(
                expected.Select(static v => (v.ExitEpoch, v.WithdrawableEpoch)),
                state.Validators.Select(static v => (v.ExitEpoch, v.WithdrawableEpoch)));
        },
        iter: 100);

    // `initiate_validator_exit` as phase0 has it.
    private static void InitiateValidatorExit(BeaconState state, Validator[] validators, int index)
    {
        if (validators[index].ExitEpoch != Constants.FarFutureEpoch)
        {
            return;
        }

        var exitEpochs = validators.Select(static v => v.ExitEpoch).Where(static epoch => epoch != Constants.FarFutureEpoch);
        var exitQueueEpoch = exitEpochs.Append(Misc.ComputeActivationExitEpoch(state.Preset, Accessors.GetCurrentEpoch(state))).Max();
        if ((ulong)validators.Count(v => v.ExitEpoch == exitQueueEpoch) >= Accessors.GetValidatorChurnLimit(state))
        {
            exitQueueEpoch++;
        }

        validators[index] = validators[index] with
        {
            ExitEpoch = exitQueueEpoch,
            WithdrawableEpoch = exitQueueEpoch + state.Config.MinValidatorWithdrawabilityDelay,
        };
    }

    private static ulong TargetBalance(BeaconState state, ulong epoch)
    {
        var members = RewardAccounting.GetUnslashedParticipatingIndices(state, (int)Constants.TimelyTargetFlagIndex, epoch);
        return Accessors.GetTotalBalance(state, Enumerable.Range(0, members.Length).Where(i => members[i]).Select(static i => (ulong)i));
    }

    private static BeaconState RandomState(Random random, ForkName fork, ChainSpec? chain = null)
    {
        var state = BeaconState.Default((chain ?? Minimal).Ssz(fork));
        var epoch = (ulong)random.Next(8, 16);
        state.Slot = ((epoch + 1) * state.Preset.SlotsPerEpoch) - 1;
        state.FinalizedCheckpoint = new Checkpoint { Epoch = epoch - (ulong)random.Next(2, 8) };
        state.CurrentJustifiedCheckpoint = new Checkpoint { Epoch = epoch - (ulong)random.Next(1, 3) };
        state.PreviousJustifiedCheckpoint = new Checkpoint { Epoch = epoch - (ulong)random.Next(2, 4) };
        ulong[] epochs = [0, epoch - 1, epoch, epoch + 1, epoch + 5, epoch + 6, Constants.FarFutureEpoch, Constants.FarFutureEpoch];
        var count = random.Next(1, 200);
        var votes = random.Next(1, 5);
        for (var i = 0; i < count; i++)
        {
            state.Validators.Add(new Validator
            {
                EffectiveBalance = (ulong)random.Next(10, 33) * 1_000_000_000,
                Slashed = random.Next(8) == 0,
                ActivationEligibilityEpoch = 0,
                ActivationEpoch = random.Next(4) == 0 ? epochs[random.Next(4)] : 0,
                ExitEpoch = epochs[random.Next(epochs.Length)],
                WithdrawableEpoch = epochs[random.Next(epochs.Length)],
            });
            state.Balances.Add(random.Next(4) switch
            {
                // As much as penalties take, or what no balance is.
                0 => (ulong)random.Next(4_000_000),
                1 => random.Next(50) == 0 ? ulong.MaxValue / 4 : 0,
                _ => (ulong)random.Next(3) * (ulong)random.Next(),
            });
            if (fork >= ForkName.Altair)
            {
                state.PreviousEpochParticipation.Add((byte)(random.Next(votes) > 0 ? 7 : random.Next(8)));
                state.CurrentEpochParticipation.Add((byte)(random.Next(votes) > 0 ? 7 : random.Next(8)));
                state.InactivityScores.Add((ulong)(random.Next(3) * random.Next(1000)));
            }
        }

        return state;
    }
}
