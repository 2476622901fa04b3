using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Tests.ForkChoice;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Transition;

/// <summary>Whatever a state or a block holds, the transition gives a state or a refusal that names a function.</summary>
public sealed class GuardedTests
{
    private static readonly ForkName[] Forks = Enum.GetValues<ForkName>();

    private static readonly ulong[] Extremes = [0, 1, 7, 8, 31, 1UL << 32, ulong.MaxValue / 2, ulong.MaxValue - 1, ulong.MaxValue];

    private static readonly Action<BeaconState, ulong>[] Damages =
    [
        static (state, value) => state.Slot = value,
        static (state, value) => state.Fork = state.Fork with { Epoch = value },
        static (state, value) => state.Validators[0] = state.Validators[0] with { EffectiveBalance = value },
        static (state, value) => state.Validators[1] = state.Validators[1] with { ExitEpoch = value, WithdrawableEpoch = value },
        static (state, value) =>
            state.Validators[2] = state.Validators[2] with { ActivationEligibilityEpoch = value, ActivationEpoch = value },
        static (state, value) => state.Validators[3] = state.Validators[3] with { Slashed = true, WithdrawableEpoch = value },
        static (state, value) => state.Balances = PersistentList<Gwei>.Repeat(value, 6, state.ForkName >= ForkName.Gloas),
        static (state, _) => state.Balances = PersistentList<Gwei>.Empty(state.ForkName >= ForkName.Gloas),
        static (state, _) => state.InactivityScores = PersistentList<ulong>.Empty(state.ForkName >= ForkName.Gloas),
        static (state, _) => state.PreviousEpochParticipation = PersistentList<byte>.Empty(state.ForkName >= ForkName.Gloas),
        static (state, value) => state.Slashings[0] = value,
        static (state, value) => state.CurrentJustifiedCheckpoint = state.CurrentJustifiedCheckpoint with { Epoch = value },
        static (state, value) => state.FinalizedCheckpoint = state.FinalizedCheckpoint with { Epoch = value },
        static (state, value) => state.PreviousJustifiedCheckpoint = state.PreviousJustifiedCheckpoint with { Epoch = value },
        static (state, value) => state.LatestBlockHeader = state.LatestBlockHeader with { Slot = value },
        static (state, value) => Exit(state, value),
    ];

    [Fact]
    public void NoDamagedStateThrows() =>
        Gen.Select(
            Gen.Int[0, Forks.Length - 1],
            Gen.Select(Gen.Int[0, Damages.Length - 1], Gen.Int[0, Extremes.Length - 1]).Array[1, 4],
            Gen.Int[1, 20]).Sample(
            static (forkIndex, damages, slots) =>
            {
                var state = RandomStore.StateOf(Forks[forkIndex]);
                foreach (var (damage, extreme) in damages)
                {
                    Damages[damage](state, Extremes[extreme]);
                }

                var target = unchecked(state.Slot + (ulong)slots);
                var (post, refusal) = StateTransition.AdvanceTo(state, target, AcceptAllVerifier.Instance);
                Assert.True(post is null != refusal is null);
                Assert.True(refusal is null || refusal.Function.Length > 0);
                foreach (var of in Forks)
                {
                    var block = new SignedBeaconBlock { Message = BeaconBlock.Default(state.Spec.Ssz(of)) with { Slot = target } };
                    (post, refusal) = StateTransition.Apply(state, block, AcceptAllVerifier.Instance, new DeferringExecutionEngine());
                    Assert.True(post is null != refusal is null);
                }
            },
            iter: 400);

    [Fact]
    public void NobodyToSelectFromIsARefusalThatNamesTheFunction()
    {
        var state = RandomStore.StateOf(ForkName.Gloas);
        Exit(state, 3);
        var (post, refusal) = StateTransition.AdvanceTo(state, 20, AcceptAllVerifier.Instance);
        Assert.Null(post);
        Assert.Equal("ComputeBalanceWeightedSelection", refusal!.Function);
    }

    [Fact]
    public void ABlockOfAnotherForkIsRefused()
    {
        foreach (var fork in Forks)
        {
            var state = RandomStore.StateOf(fork);
            foreach (var of in Forks)
            {
                var body = BeaconBlockBody.Default(state.Spec.Ssz(of));
                Assert.True(BlockProcessing.IsOfFork(body, of));
                if (!BlockProcessing.IsOfFork(body, fork))
                {
                    var block = new SignedBeaconBlock { Message = new BeaconBlock { Slot = 1, Body = body } };
                    var (_, refusal) = StateTransition.Apply(state, block, AcceptAllVerifier.Instance, new DeferringExecutionEngine());
                    Assert.Equal("Apply", refusal?.Function);
                }
            }
        }
    }

    /// <summary>All but a few validators leave.</summary>
    private static void Exit(BeaconState state, ulong staying)
    {
        for (var i = (int)Math.Min(staying, (ulong)state.Validators.Count); i < state.Validators.Count; i++)
        {
            state.Validators[i] = state.Validators[i] with { ExitEpoch = 0, WithdrawableEpoch = 0 };
        }
    }
}
