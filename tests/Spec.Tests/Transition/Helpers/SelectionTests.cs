using System.Buffers.Binary;
using System.Security.Cryptography;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Transition.Helpers;

/// <summary>The selections by effective balance against the loops of the specification, written here as they stand there.</summary>
public sealed class SelectionTests
{
    private static readonly ChainSpec Minimal = new(Preset.Minimal, ChainConfig.Minimal);

    private static readonly Gen<(ForkName Fork, Bytes32 Seed, int[] Balances)> Cases = Gen.Select(
        Gen.Enum<ForkName>(),
        Gen.Byte.Array[32],
        Gen.Int[0, 64].Array[1, 90],
        static (fork, seed, balances) => (fork, new Bytes32(seed), balances));

    [Fact]
    public void ProposersAreThoseOfTheSpecification() => Cases.Sample(
        static (fork, seed, balances) =>
        {
            var (state, indices) = Registry(fork, balances);
            Assert.Equal(Literal(state, indices, seed, 1, shuffleIndices: true)[0], Misc.ComputeProposerIndex(state, indices, seed));
        },
        iter: 200);

    [Fact]
    public void CommitteesAreThoseOfTheSpecification() => Gen.Select(Cases, Gen.Bool, Gen.Int[2, 40]).Sample(
        static (values, shuffleIndices, size) =>
        {
            var (state, indices) = Registry(values.Fork, values.Balances);
            Assert.Equal(
                Literal(state, indices, values.Seed, size, shuffleIndices),
                Misc.ComputeBalanceWeightedSelection(state, indices, values.Seed, (ulong)size, shuffleIndices));
        },
        iter: 200);

    [Fact]
    public void ThePtcOfASlotIsDrawnFromItsCommittees() => Gen.Select(Cases, Gen.Int[0, 15]).Sample(
        static (values, slot) =>
        {
            var (state, _) = Registry(ForkName.Gloas, values.Balances);
            Activate(state, values.Seed);
            var epoch = Misc.ComputeEpochAtSlot(state.Preset, (ulong)slot);
            var committees = new List<ulong>();
            for (ulong i = 0; i < Accessors.GetCommitteeCountPerSlot(state, epoch); i++)
            {
                committees.AddRange(Accessors.GetBeaconCommittee(state, (ulong)slot, i));
            }

            if (!committees.Exists(i => state.Validators[i].EffectiveBalance > 0))
            {
                return;
            }

            byte[] seed = [.. Accessors.GetSeed(state, epoch, Constants.DomainPtcAttester).AsSpan(), .. BitConverter.GetBytes((ulong)slot)];
            Assert.Equal(
                Literal(state, [.. committees], new Bytes32(SHA256.HashData(seed)), (int)state.Preset.PtcSize, shuffleIndices: false),
                Misc.ComputePtc(state, (ulong)slot));
        },
        iter: 200);

    [Fact]
    public void ThePtcsOfAnEpochAreFoundWithoutItsShuffle() => Gen.Select(Cases, Gen.Int[0, 3]).Sample(
        static (values, epoch) =>
        {
            var (state, _) = Registry(ForkName.Gloas, [.. values.Balances.Select(static balance => Math.Max(1, balance))]);
            Activate(state, values.Seed);
            var slots = (int)state.Preset.SlotsPerEpoch;
            if (Accessors.GetActiveValidatorIndices(state, (ulong)epoch).Length >= slots)
            {
                var found = new SszList<ulong>[slots];
                ulong[] balances = [.. state.Validators.Select(static validator => validator.EffectiveBalance)];
                EpochPtcs.Compute(state, (ulong)(epoch * slots), balances, found);
                AssertPtcs(state, epoch, found);
            }
        },
        iter: 100);

    [Theory]
    [InlineData(97, true)]
    [InlineData(5, false)]
    public void OfManyValidatorsTheyAreFoundSoWhereFewAreLarge(int everyLarge, bool isFound)
    {
        const int Validators = 40_000;
        var spec = new ChainSpec(Preset.Mainnet, ChainConfig.Mainnet);
        var state = BeaconState.Default(spec.Ssz(ForkName.Gloas));
        for (var i = 0; i < Validators; i++)
        {
            var balance = i % everyLarge == 1 ? 33UL + (ulong)(i % 2016) : i % 13 == 0 ? 31UL : 32UL;
            var exit = i % 17 == 3 ? 0 : Constants.FarFutureEpoch;
            state.Validators.Add(new Validator { EffectiveBalance = balance * 1_000_000_000, ExitEpoch = exit });
        }

        var found = new SszList<ulong>[state.Preset.SlotsPerEpoch];
        Misc.ComputePtcs(state, 2 * state.Preset.SlotsPerEpoch, found);
        Assert.Equal(!isFound, state.Caches.HasShuffling(state, 2));
        AssertPtcs(state, 2, found);
    }

    [Theory]
    [InlineData(ForkName.Fulu)]
    [InlineData(ForkName.Gloas)]
    public void ProposersOfAnEpochAreUnslashedFromGloasOn(ForkName fork) => Cases.Sample(
        values =>
        {
            var (state, _) = Registry(fork, values.Balances);
            Activate(state, values.Seed);
            ulong[] indices =
            [
                .. Enumerable.Range(0, state.Validators.Count)
                    .Where(i => state.Validators[i].ExitEpoch > 1 && (fork < ForkName.Gloas || !state.Validators[i].Slashed))
                    .Select(static i => (ulong)i),
            ];
            var seed = Accessors.GetSeed(state, 1, Constants.DomainBeaconProposer);
            var expected = Enumerable.Range(8, 8).Select(slot =>
            {
                byte[] own = [.. seed.AsSpan(), .. BitConverter.GetBytes((ulong)slot)];
                return Literal(state, indices, new Bytes32(SHA256.HashData(own)), 1, shuffleIndices: true)[0];
            });
            Assert.Equal(expected, Accessors.GetBeaconProposerIndices(state, 1));
        },
        iter: 100);

    private static void AssertPtcs(BeaconState state, int epoch, SszList<ulong>[] found)
    {
        var first = (ulong)epoch * state.Preset.SlotsPerEpoch;
        for (var i = 0; i < found.Length; i++)
        {
            Assert.Equal(Misc.ComputePtc(state, first + (ulong)i).ToArray(), found[i].ToArray());
        }
    }

    // Some slashed and some exited, by the bytes of a seed; the first is neither.
    private static void Activate(BeaconState state, Bytes32 seed)
    {
        for (var i = 0; i < state.Validators.Count; i++)
        {
            var random = i == 0 ? 2 : seed[i % 32];
            state.Validators[i] = state.Validators[i] with
            {
                Slashed = random % 4 == 0,
                ExitEpoch = random % 5 == 1 ? 1 : Constants.FarFutureEpoch,
            };
        }
    }

    // Every second validator is a candidate; the first one has a balance, or no loop would end.
    private static (BeaconState State, ulong[] Indices) Registry(ForkName fork, int[] balances)
    {
        var state = BeaconState.Default(Minimal.Ssz(fork));
        balances[0] = 32;
        foreach (var balance in balances)
        {
            state.Validators.Add(new Validator { EffectiveBalance = (ulong)balance * 1_000_000_000 });
            state.Validators.Add(new Validator { EffectiveBalance = 7_000_000_000 });
        }

        return (state, [.. Enumerable.Range(0, balances.Length).Select(static i => 2 * (ulong)i)]);
    }

    private static ulong[] Literal(BeaconState state, ulong[] indices, Bytes32 seed, int size, bool shuffleIndices)
    {
        var isElectra = state.ForkName >= ForkName.Electra;
        var selected = new List<ulong>();
        for (var i = 0UL; selected.Count < size; i++)
        {
            var total = (ulong)indices.Length;
            var next = shuffleIndices ? Shuffling.ComputeShuffledIndex(state.Preset, i % total, total, seed) : i % total;
            var effectiveBalance = state.Validators[indices[next]].EffectiveBalance;
            var random = SHA256.HashData([.. seed.AsSpan(), .. BitConverter.GetBytes(i / (isElectra ? 16UL : 32UL))]);
            var isSelected = isElectra
                ? effectiveBalance * ushort.MaxValue
                    >= state.Preset.MaxEffectiveBalanceElectra * BinaryPrimitives.ReadUInt16LittleEndian(random.AsSpan((int)(i % 16 * 2)))
                : effectiveBalance * byte.MaxValue >= state.Preset.MaxEffectiveBalance * random[i % 32];
            if (isSelected)
            {
                selected.Add(indices[next]);
            }
        }

        return [.. selected];
    }
}
