using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.State;

/// <summary>States that grow, exit, slash and branch at random answer from their caches what a state without any works out.</summary>
public sealed class StateCachesTests
{
    private enum Step
    {
        NextEpoch,
        NextSlot,
        Ask,
        Exit,
        Slash,
        Add,
        Branch,
    }

    private static readonly ChainSpec Chain = new(Preset.Minimal, ChainConfig.Minimal);

    private static readonly Gen<(ForkName Fork, int Validators, (Step Step, int Pick)[] Steps)> Histories = Gen.Select(
        Gen.OneOf(Gen.Const(ForkName.Phase0), Gen.Const(ForkName.Deneb), Gen.Const(ForkName.Electra)),
        Gen.Int[8, 90],
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 1000]).Array[1, 40]);

    [Fact]
    public void CachesNeverChangeAnAnswer() => Histories.Sample(
        static (fork, validators, steps) =>
        {
            var branches = new List<BeaconState> { StateOf(fork, validators) };
            foreach (var (step, pick) in steps)
            {
                var state = branches[pick % branches.Count];
                Apply(branches, state, step, pick);
                AssertSame(Uncached(state), state);
            }

            foreach (var state in branches)
            {
                AssertSame(Uncached(state), state);
                Assert.All(branches, other => AssertSameIndex(state, other.Validators[other.Validators.Count - 1].Pubkey));
            }
        },
        iter: 40);

    [Fact]
    public void ThreadsMayAskWhileTheStateRests()
    {
        var state = StateOf(ForkName.Phase0, 8);
        var current = Accessors.GetCurrentEpoch(state);
        var expected = Accessors.GetActiveValidatorIndices(Uncached(state), current).Length;
        Parallel.Invoke(Ask, Ask, Rest);

        void Ask()
        {
            for (var i = 0; i < 100_000; i++)
            {
                Assert.Equal(expected, Accessors.GetActiveValidatorIndices(state, current).Length);
                Accessors.GetActiveValidatorIndices(state, current + 1);
            }
        }

        void Rest()
        {
            for (var i = 0; i < 100_000; i++)
            {
                state.Caches.Rest();
            }
        }
    }

    private static void Apply(List<BeaconState> branches, BeaconState state, Step step, int pick)
    {
        var index = (ulong)(pick % state.Validators.Count);
        var uncached = Uncached(state);
        switch (step)
        {
            case Step.NextEpoch:
                state.Slot += Preset.Minimal.SlotsPerEpoch;
                state.RandaoMixes[Accessors.GetCurrentEpoch(state) % Preset.Minimal.EpochsPerHistoricalVector] =
                    Misc.HashWith(Bytes32.Zero, (ulong)pick);
                break;
            case Step.NextSlot when (state.Slot + 1) % Preset.Minimal.SlotsPerEpoch != 0:
                state.Slot++;
                break;
            case Step.Exit:
                Mutators.InitiateValidatorExit(uncached, index);
                Mutators.InitiateValidatorExit(state, index);
                Assert.Equal(uncached.Validators[index], state.Validators[index]);
                break;
            case Step.Slash:
                Mutators.SlashValidator(uncached, index);
                Mutators.SlashValidator(state, index);
                Assert.Equal(uncached.Validators, state.Validators);
                Assert.Equal(uncached.Balances, state.Balances);
                break;
            case Step.Add:
                state.Validators.Add(ValidatorOf(state.Validators.Count, pick, Constants.FarFutureEpoch));
                state.Balances.Add(0);
                break;
            case Step.Branch:
                branches.Add(state.Copy());
                break;
        }
    }

    private static void AssertSame(BeaconState expected, BeaconState actual)
    {
        var current = Accessors.GetCurrentEpoch(actual);
        // As many epochs as are kept, the last of them too far ahead to be.
        foreach (var epoch in (Epoch[])[
            Accessors.GetPreviousEpoch(actual),
            current,
            current + Preset.Minimal.MaxSeedLookahead,
            current + Preset.Minimal.MaxSeedLookahead + 1
        ])
        {
            Assert.Equal(Accessors.GetActiveValidatorIndices(expected, epoch), Accessors.GetActiveValidatorIndices(actual, epoch));
        }

        for (var slot = Misc.ComputeStartSlotAtEpoch(Preset.Minimal, current); slot < actual.Slot + Preset.Minimal.SlotsPerEpoch; slot += 3)
        {
            Assert.Equal(Accessors.GetBeaconCommittee(expected, slot, 0), Accessors.GetBeaconCommittee(actual, slot, 0));
        }

        Assert.Equal(Accessors.GetTotalActiveBalance(expected), Accessors.GetTotalActiveBalance(actual));
        Assert.Equal(Accessors.GetBeaconProposerIndex(expected), Accessors.GetBeaconProposerIndex(actual));
        Assert.All(actual.Validators, validator => AssertSameIndex(actual, validator.Pubkey));
        AssertSameIndex(actual, PubkeyOf(-1, 0));
    }

    private static void AssertSameIndex(BeaconState state, BLSPubkey pubkey)
    {
        var found = Accessors.TryGetValidatorIndex(state, pubkey, out var index);
        var expected = state.Validators.Select(static validator => validator.Pubkey).ToList().IndexOf(pubkey);
        Assert.Equal(expected, found ? (int)index : -1);
    }

    private static BeaconState Uncached(BeaconState state)
    {
        var copy = state.Copy();
        copy.Caches.Clear();
        return copy;
    }

    private static BeaconState StateOf(ForkName fork, int validators)
    {
        var state = BeaconState.Default(Chain.Ssz(fork));
        state.Slot = 3 * Preset.Minimal.SlotsPerEpoch;
        for (var i = 0; i < validators; i++)
        {
            // The first few stay, so that there is always somebody to propose and attest.
            var activation = i < 4 ? 0UL : (ulong)(i % 11);
            state.Validators.Add(ValidatorOf(i, 0, activation));
            state.Balances.Add(Preset.Minimal.MaxEffectiveBalance);
        }

        return state;
    }

    private static Validator ValidatorOf(int index, int salt, Epoch activation) => new()
    {
        Pubkey = PubkeyOf(index, salt),
        EffectiveBalance = Preset.Minimal.MaxEffectiveBalance - ((ulong)(index % 5) * Preset.Minimal.EffectiveBalanceIncrement),
        ActivationEpoch = activation,
        ExitEpoch = Constants.FarFutureEpoch,
        WithdrawableEpoch = Constants.FarFutureEpoch,
    };

    private static BLSPubkey PubkeyOf(int index, int salt)
    {
        Span<byte> bytes = stackalloc byte[48];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, index);
        BitConverter.TryWriteBytes(bytes[40..], salt);
        return new BLSPubkey(bytes);
    }
}
