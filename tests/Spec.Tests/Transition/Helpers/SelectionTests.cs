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
