using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Transition.Operations;

public class AttestationTests
{
    private static readonly ChainSpec Minimal = new(Preset.Minimal, ChainConfig.Minimal);

    public static TheoryData<ForkName> Forks => [.. Enum.GetValues<ForkName>().Where(static fork => fork >= ForkName.Altair)];

    [Theory]
    [MemberData(nameof(Forks))]
    public void ProcessAttestationDoesWhatTheSpecificationSays(ForkName fork)
    {
        var accepted = 0;
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var state = RandomState(random, fork);
                var literal = state.Copy();

                // Several on one state, so that flags are already set and the reward is for what is new.
                for (var i = 0; i < 4; i++)
                {
                    var attestation = RandomAttestation(random, state);
                    var parentSlot = state.Slot - 1 - (ulong)random.Next(2);
                    var (before, literalBefore) = (state.Copy(), literal.Copy());
                    var refusal = Attestations.ProcessAttestation(state, attestation, parentSlot, AcceptAllVerifier.Instance);
                    var holds = LiteralAttestation.Process(literal, attestation, parentSlot);
                    Assert.Equal(holds, refusal is null);
                    (state, literal) = holds ? (state, literal) : (before, literalBefore);
                    Interlocked.Add(ref accepted, holds ? 1 : 0);
                }

                Assert.Equal(literal.ToSsz(literal.Ssz), state.ToSsz(state.Ssz));
            },
            iter: 60);
        Assert.True(accepted > 60, $"only {accepted} attestations were accepted, so that little was compared");
    }

    private static BeaconState RandomState(Random random, ForkName fork)
    {
        var state = BeaconState.Default(Minimal.Ssz(fork));
        state.Slot = (ulong)random.Next(17, 48);
        var count = random.Next(24, 160);
        for (var i = 0; i < count; i++)
        {
            state.Validators.Add(new Validator
            {
                Pubkey = new BLSPubkey([.. BitConverter.GetBytes(i), .. new byte[44]]),
                EffectiveBalance = (ulong)random.Next(1, 33) * 1_000_000_000,
                ActivationEpoch = random.Next(8) == 0 ? Constants.FarFutureEpoch : 0,
                ExitEpoch = Constants.FarFutureEpoch,
                WithdrawableEpoch = Constants.FarFutureEpoch,
            });
            state.Balances.Add((ulong)random.Next(1, 33) * 1_000_000_000);
            state.PreviousEpochParticipation.Add((byte)random.Next(8));
            state.CurrentEpochParticipation.Add((byte)(random.Next(2) * random.Next(8)));
            state.InactivityScores.Add(0);
        }

        for (var i = 0; i < state.BlockRoots.Count; i++)
        {
            state.BlockRoots[i] = RootOf(random.Next(3) == 0 && i > 0 ? state.BlockRoots[i - 1][0] : i);
        }

        state.CurrentJustifiedCheckpoint = new Checkpoint { Epoch = 1, Root = RootOf(1) };
        state.PreviousJustifiedCheckpoint = new Checkpoint { Epoch = 0, Root = RootOf(0) };
        if (fork >= ForkName.Fulu)
        {
            for (var i = 0; i < state.ProposerLookahead.Count; i++)
            {
                state.ProposerLookahead[i] = (ulong)random.Next(count);
            }
        }

        if (fork >= ForkName.Gloas)
        {
            state.ExecutionPayloadAvailability = RandomBits(random, state.ExecutionPayloadAvailability.Length, 2);
            for (var i = 0; i < state.BuilderPendingPayments.Count; i++)
            {
                var withdrawal = new BuilderPendingWithdrawal { Amount = (ulong)random.Next(2) };
                state.BuilderPendingPayments[i] = new BuilderPendingPayment { Weight = (ulong)random.Next(), Withdrawal = withdrawal };
            }
        }

        return state;
    }

    private static Attestation RandomAttestation(Random random, BeaconState state)
    {
        var preset = state.Preset;
        var slot = state.Slot - (ulong)random.Next(random.Next(8) == 0 ? 0 : 1, random.Next(2) == 0 ? 3 : 17);
        var epoch = Misc.ComputeEpochAtSlot(preset, slot);
        var isCurrent = epoch == Accessors.GetCurrentEpoch(state);
        var source = isCurrent != (random.Next(10) == 0) ? state.CurrentJustifiedCheckpoint : state.PreviousJustifiedCheckpoint;
        var start = Misc.ComputeStartSlotAtEpoch(preset, epoch) % preset.SlotsPerHistoricalRoot;
        var isElectra = state.ForkName >= ForkName.Electra;
        var committees = (int)Accessors.GetCommitteeCountPerSlot(state, epoch);
        var index = isElectra ? random.Next(8) == 0 ? random.Next(3) : 0 : random.Next(committees + (random.Next(8) == 0 ? 1 : 0));
        var committeeBits = isElectra ? RandomCommittees(random, committees, (int)preset.MaxCommitteesPerSlot) : BitList.Empty;
        var length = 0;
        for (var i = 0; i < committees; i++)
        {
            length += (isElectra ? committeeBits[i] : i == index) ? Accessors.GetBeaconCommittee(state, slot, (ulong)i).Length : 0;
        }

        return new Attestation
        {
            AggregationBits = RandomBits(random, Math.Max(0, length + (random.Next(12) == 0 ? random.Next(-1, 2) : 0)), 4),
            CommitteeBits = committeeBits,
            Data = new AttestationData
            {
                Slot = slot,
                Index = (ulong)index,
                BeaconBlockRoot = random.Next(4) == 0 ? RootOf(99) : state.BlockRoots[slot % preset.SlotsPerHistoricalRoot],
                Source = source,
                Target = new Checkpoint { Epoch = epoch, Root = random.Next(4) == 0 ? RootOf(99) : state.BlockRoots[start] },
            },
        };
    }

    // Mostly committees there are.
    private static BitList RandomCommittees(Random random, int committees, int length)
    {
        var bits = new bool[length];
        for (var i = 0; i < length; i++)
        {
            bits[i] = i < committees ? random.Next(2) == 0 : random.Next(12) == 0;
        }

        bits[random.Next(committees)] = true;
        return BitList.Create(bits);
    }

    // One bit in `rarity` is zero.
    private static BitList RandomBits(Random random, int length, int rarity)
    {
        var bits = new bool[length];
        for (var i = 0; i < length; i++)
        {
            bits[i] = random.Next(rarity) != 0;
        }

        return BitList.Create(bits);
    }

    private static Root RootOf(int value) => new([(byte)value, .. new byte[31]]);
}
