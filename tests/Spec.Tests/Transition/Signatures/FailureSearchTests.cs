using System.Buffers.Binary;
using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Bls;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Transition.Signatures;

/// <summary>Whatever is wrong and wherever, exactly that is found, and at no more than the stated cost.</summary>
public class FailureSearchTests
{
    private static readonly int[] Percents = [0, 1, 3, 10, 50, 100];

    // Items of one or several signatures, true where one holds; from none wrong to all.
    private static readonly Gen<bool[][]> Items =
        from percent in Gen.Int[0, 5].Select(static draw => Percents[draw])
        from items in Gen.Int[0, 99].Select(draw => draw >= percent).Array[1, 3].Array[0, 200]
        select items;

    [Fact]
    public void ExactlyWhatIsWrongIsFoundWithinTheBound() => Items.Sample(
        items =>
        {
            var bls = new CountingBls();
            var expected = Enumerable.Range(0, items.Length).Where(item => items[item].Contains(false));
            Assert.Equal(expected, Find(bls, items));
            Assert.InRange(bls.BatchesOfSeveral, 0, FailureSearch.MaxBatches(items.Length));
            Assert.All(bls.Alone, static times => Assert.Equal(1, times.Value));
        },
        iter: 2000);

    [Fact]
    public void ItemsWithoutSignaturesHold() =>
        Items.SelectMany(static items => Gen.Bool.Array[items.Length].Select(empty => (items, empty))).Sample(
            static sample =>
            {
                var items = sample.items.Zip(sample.empty, static (item, isEmpty) => isEmpty ? [] : item).ToArray();
                Assert.Equal(Enumerable.Range(0, items.Length).Where(item => items[item].Contains(false)), Find(new CountingBls(), items));
            },
            iter: 500);

    [Fact]
    public void OneWrongInAnyPositionCostsTwoBatchesALevel()
    {
        for (var count = 1; count <= 130; count++)
        {
            for (var wrong = 0; wrong < count; wrong++)
            {
                var bls = new CountingBls();
                Assert.Equal([wrong], Find(bls, [.. Enumerable.Range(0, count).Select(item => new[] { item != wrong })]));
                Assert.InRange(bls.BatchesOfSeveral, 0, 1 + (2 * BitOperations.Log2((2 * (uint)count) - 1)));
                Assert.InRange(bls.Alone.Count, 1, 3);
            }
        }
    }

    [Fact]
    public void WhereAllHoldsOneBatchIsEnough()
    {
        var bls = new CountingBls();
        Assert.Empty(Find(bls, [.. Enumerable.Repeat(new[] { true, true }, 128)]));
        Assert.Equal(1, bls.BatchesOfSeveral);
        Assert.Empty(bls.Alone);
    }

    private static IReadOnlyList<int> Find(CountingBls bls, bool[][] items)
    {
        var sets = new List<SignatureSet>();
        var ends = new List<int>();
        foreach (var (index, item) in items.Index())
        {
            sets.AddRange(item.Select(holds => CountingBls.SetOf(index, holds)));
            ends.Add(sets.Count);
        }

        return FailureSearch.Find(bls, sets.ToArray(), ends.ToArray(), [1, 2, 3]);
    }

    /// <summary>A signature holds where its first byte says so; the signing root is the number of the item.</summary>
    private sealed class CountingBls() : ForwardingBls(ManagedBls.Shared)
    {
        public int BatchesOfSeveral { get; private set; }

        public Dictionary<int, int> Alone { get; } = [];

        public static SignatureSet SetOf(int item, bool holds)
        {
            var root = new byte[32];
            BinaryPrimitives.WriteInt32LittleEndian(root, item);
            var signature = new byte[96];
            signature[0] = holds ? (byte)1 : (byte)0;
            return new SignatureSet(ReadOnlyMemory<PublicKey>.Empty, new Root(root), new BLSSignature(signature));
        }

        public override bool FastAggregateVerify(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature)
        {
            CountAlone(message);
            return signature.AsSpan()[0] == 1;
        }

        public override bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
        {
            if (sets.IsEmpty || sets[0].SigningRoot != sets[^1].SigningRoot)
            {
                BatchesOfSeveral++;
            }
            else
            {
                CountAlone(sets[0].SigningRoot.AsSpan());
            }

            foreach (var set in sets)
            {
                if (set.Signature.AsSpan()[0] != 1)
                {
                    return false;
                }
            }

            return true;
        }

        private void CountAlone(ReadOnlySpan<byte> root)
        {
            var item = BinaryPrimitives.ReadInt32LittleEndian(root);
            Alone[item] = Alone.GetValueOrDefault(item) + 1;
        }
    }
}
