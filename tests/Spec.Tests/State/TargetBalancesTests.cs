using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Tests.ForkChoice;
using Consensoor.Spec.Transition.Rewards;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.State;

/// <summary>
/// What voted for the targets is, along any line of states that are written as they like, what `get_unslashed_participating_indices` says.
/// </summary>
public sealed class TargetBalancesTests
{
    private const int Validators = 500;

    private static readonly Gen<(ForkName Fork, (int Kind, int A, int B)[] Steps)> Lines = Gen.Select(
        Gen.OneOf(Gen.Const(ForkName.Altair), Gen.Const(ForkName.Gloas)),
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 10_000], Gen.Int[0, 10_000]).Array[1, 60]);

    [Fact]
    public void WhatIsKeptFromStateToStateIsWhatTheStateSays() => Lines.Sample(
        static (fork, steps) =>
        {
            var states = new List<BeaconState> { StateOf(fork) };
            foreach (var (kind, a, b) in steps)
            {
                // Mostly on the last one; it is itself read again, and so are those that it is a copy of.
                var state = states[^(1 + (a % 4 == 0 ? a % states.Count : 0))].Copy();
                Change(state, kind, a, b);
                AssertSame(state);
                if (b % 3 == 0)
                {
                    state.Freeze();
                    AssertSame(state);
                }

                states.Add(state);
            }

            states.ForEach(AssertSame);
        },
        iter: 100);

    private static BeaconState StateOf(ForkName fork)
    {
        var state = RandomStore.StateOf(fork);
        state.Slot = 4 * state.Preset.SlotsPerEpoch;
        while (state.Validators.Count < Validators)
        {
            Add(state, state.Validators.Count);
        }

        state.Freeze();
        return state;
    }

    private static void Change(BeaconState state, int kind, int a, int b)
    {
        var index = b % state.Validators.Count;
        var validator = state.Validators[index];
        switch (kind)
        {
            case 0:
                state.Slot += state.Preset.SlotsPerEpoch;
                (state.PreviousEpochParticipation, state.CurrentEpochParticipation) =
                    (state.CurrentEpochParticipation.Copy(), PersistentList<byte>.Repeat(
                        0, state.Validators.Count, state.CurrentEpochParticipation.IsProgressive));
                break;
            case 1:
                state.Validators[index] = validator with { Slashed = true };
                break;
            case 2:
                // Sometimes no number of increments.
                state.Validators[index] = validator with
                {
                    EffectiveBalance = ((ulong)(a % 33) * state.Preset.EffectiveBalanceIncrement) + (a % 5 == 0 ? 1UL : 0),
                };
                break;
            case 3:
                state.Validators[index] = validator with { ExitEpoch = state.Slot / state.Preset.SlotsPerEpoch };
                break;
            case 4:
                Add(state, a);
                break;
            case 5:
                state.Slot++;
                break;
            default:
                var flags = kind % 2 == 0 ? state.CurrentEpochParticipation : state.PreviousEpochParticipation;
                for (var i = a % 7; i < flags.Count; i += 1 + (b % 90))
                {
                    flags[i] = (byte)(kind < 10 ? flags[i] | (b % 8) : a % 8);
                }

                break;
        }
    }

    private static void Add(BeaconState state, int number)
    {
        state.Validators.Add(new Validator
        {
            EffectiveBalance = (ulong)(number % 33) * state.Preset.EffectiveBalanceIncrement,
            ActivationEpoch = (ulong)(number % 7),
            ExitEpoch = number % 11 == 0 ? 6 : Constants.FarFutureEpoch,
        });
        state.PreviousEpochParticipation.Add((byte)(number % 8));
        state.CurrentEpochParticipation.Add((byte)(number / 8 % 8));
    }

    private static void AssertSame(BeaconState state)
    {
        var balances = state.Caches.TargetBalances(state);
        var epoch = state.Slot / state.Preset.SlotsPerEpoch;
        Assert.Equal(Literal(state, epoch - 1), balances.Previous);
        Assert.Equal(Literal(state, epoch), balances.Current);
    }

    private static Gwei Literal(BeaconState state, Epoch epoch)
    {
        var voted = RewardAccounting.GetUnslashedParticipatingIndices(state, (int)Constants.TimelyTargetFlagIndex, epoch);
        Gwei sum = 0;
        for (var i = 0; i < voted.Length; i++)
        {
            sum += voted[i] ? state.Validators[i].EffectiveBalance : 0;
        }

        return Math.Max(state.Preset.EffectiveBalanceIncrement, sum);
    }
}
