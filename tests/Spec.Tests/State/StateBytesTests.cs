using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.State;

/// <summary>What a state says that it holds in memory is what is reached from it, and from no state that it was built on.</summary>
public sealed class StateBytesTests
{
    private enum Step
    {
        Balance,
        Participation,
        Validator,
        Grow,
        Slot,
        Epoch,
        Committees,
        Key,
        Root,
    }

    private const int Validators = 6_000;

    private static readonly Gen<(ForkName Fork, Step[] Before, Step[] After, int Seed)> Histories = Gen.Select(
        Gen.OneOf(Gen.Const(ForkName.Altair), Gen.Const(ForkName.Fulu), Gen.Const(ForkName.Gloas)),
        Gen.Enum<Step>().Array[0, 6],
        Gen.Enum<Step>().Array[0, 12],
        Gen.Int[0, 1000]);

    [Fact]
    public void AStateTellsWhatItHoldsAlone() => Histories.Sample(
        static (fork, before, after, seed) =>
        {
            var random = new Random(seed);
            var state = StateOf(fork);
            state = before.Aggregate(state, (made, step) => Take(made, step, random));
            state.Freeze();
            AssertNear(MemoryWalk.BytesOver(state, null), state.BytesOver(null));
            Assert.Equal(0, state.BytesOver(state));
            Assert.Equal(0, state.Copy().BytesOver(state));
            var next = after.Aggregate(state.Copy(), (made, step) => Take(made, step, random));
            next.Freeze();
            AssertNear(MemoryWalk.BytesOver(next, state), next.BytesOver(state));
        },
        iter: 60);

    [Fact]
    public void AStateAtRestHoldsNoCommitteesAndAnswersAsBefore()
    {
        var state = StateOf(ForkName.Fulu);
        var committee = Accessors.GetBeaconCommittee(state, state.Slot, 0).ToArray();
        var proposer = Accessors.GetBeaconProposerIndex(state);
        state.Freeze();
        var held = state.BytesOver(null);
        state.Caches.Rest();
        Assert.InRange(state.BytesOver(null), 0, held - (2 * sizeof(ulong) * Validators));
        Assert.Equal(committee, Accessors.GetBeaconCommittee(state, state.Slot, 0).ToArray());
        Assert.Equal(proposer, Accessors.GetBeaconProposerIndex(state));
    }

    // What is no list and no cache is not counted: some containers, and the spines and owners of small lists.
    private static void AssertNear(long walked, long told) => Assert.InRange(told, (walked * 0.9) - 24_000, (walked * 1.1) + 24_000);

    private static BeaconState Take(BeaconState state, Step step, Random random)
    {
        var index = random.Next(state.Validators.Count);
        switch (step)
        {
            case Step.Balance:
                state.Balances[index] += 1;
                return state;
            case Step.Participation:
                state.CurrentEpochParticipation[index] ^= 0b111;
                return state;
            case Step.Validator:
                state.Validators[index] = state.Validators[index] with { WithdrawalCredentials = Misc.HashWith(default, (ulong)index) };
                return state;
            case Step.Grow:
                state.Validators.Add(ValidatorOf(state.Validators.Count) with { ActivationEpoch = Constants.FarFutureEpoch });
                state.Balances.Add(0);
                state.CurrentEpochParticipation.Add(0);
                state.PreviousEpochParticipation.Add(0);
                state.InactivityScores.Add(0);
                return state;
            case Step.Slot or Step.Epoch:
                var slots = step == Step.Slot ? 1 : Preset.Minimal.SlotsPerEpoch;
                state.Freeze();

                // The keys are no points, so that no sync committee can be made of them: such an epoch's end is refused.
                return (StateTransition.AdvanceTo(state, state.Slot + slots, AcceptAllVerifier.Instance).Post ?? state).Copy();
            case Step.Committees:
                Accessors.GetBeaconCommittee(state, state.Slot, 0);
                return state;
            case Step.Key:
                Accessors.TryGetValidatorIndex(state, state.Validators[index].Pubkey, out _);
                return state;
            default:
                state.HashTreeRoot();
                return state;
        }
    }

    private static BeaconState StateOf(ForkName fork)
    {
        var config = ChainConfig.Minimal with
        {
            AltairForkEpoch = 0,
            BellatrixForkEpoch = fork >= ForkName.Bellatrix ? 0 : Constants.FarFutureEpoch,
            CapellaForkEpoch = fork >= ForkName.Capella ? 0 : Constants.FarFutureEpoch,
            DenebForkEpoch = fork >= ForkName.Deneb ? 0 : Constants.FarFutureEpoch,
            ElectraForkEpoch = fork >= ForkName.Electra ? 0 : Constants.FarFutureEpoch,
            FuluForkEpoch = fork >= ForkName.Fulu ? 0 : Constants.FarFutureEpoch,
            GloasForkEpoch = fork >= ForkName.Gloas ? 0 : Constants.FarFutureEpoch,
            HezeForkEpoch = Constants.FarFutureEpoch,
        };
        var state = BeaconState.Default(new ChainSpec(Preset.Minimal, config).Ssz(fork));
        var isProgressive = fork >= ForkName.Gloas;
        state.Slot = 3 * Preset.Minimal.SlotsPerEpoch;
        state.Validators = PersistentList<Validator>.From(Enumerable.Range(0, Validators).Select(ValidatorOf), isProgressive);
        state.Balances = PersistentList<Gwei>.Repeat(Preset.Minimal.MaxEffectiveBalance, Validators, isProgressive);
        state.PreviousEpochParticipation = PersistentList<byte>.Repeat(0b111, Validators, isProgressive);
        state.CurrentEpochParticipation = PersistentList<byte>.Repeat(0b111, Validators, isProgressive);
        state.InactivityScores = PersistentList<ulong>.Repeat(0, Validators, isProgressive);
        var committee = new SyncCommittee
        {
            Pubkeys = [.. Enumerable.Range(0, (int)Preset.Minimal.SyncCommitteeSize).Select(static index => ValidatorOf(index).Pubkey)],
        };
        (state.CurrentSyncCommittee, state.NextSyncCommittee) = (committee, committee);
        return state;
    }

    private static Validator ValidatorOf(int index)
    {
        Span<byte> pubkey = stackalloc byte[48];
        pubkey.Clear();
        BitConverter.TryWriteBytes(pubkey, index + 1);
        return new Validator
        {
            Pubkey = new BLSPubkey(pubkey),
            EffectiveBalance = Preset.Minimal.MaxEffectiveBalance,
            ExitEpoch = Constants.FarFutureEpoch,
            WithdrawableEpoch = Constants.FarFutureEpoch,
        };
    }
}
