using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>Stores of random shape find weights, viable nodes and the head as <see cref="LiteralForkChoice"/> does, and go on to do so when they forget what is behind finality.</summary>
public sealed class HeadSelectionTests
{
    private static readonly Gen<(ForkName Fork, (int Kind, int A, int B)[] Steps)> Histories = Gen.Select(
        Gen.OneOf(Gen.Const(ForkName.Deneb), Gen.Const(ForkName.Gloas), Gen.Const(ForkName.Heze)),
        Gen.Select(Gen.Int[0, 10], Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[10, 120]);

    [Fact]
    public void TheSweepAgreesWithTheSpecification() => Histories.Sample(
        static (fork, steps) =>
        {
            var random = new RandomStore(fork);
            foreach (var (kind, a, b) in steps)
            {
                random.Apply(kind, a, b);
                AssertSame(random.Store);
            }
        },
        iter: 100);

    [Fact]
    public void PruningChangesNoHead() => Histories.Sample(
        static (fork, steps) =>
        {
            var random = new RandomStore(fork);
            foreach (var (kind, a, b) in steps)
            {
                random.Apply(kind, a, b);
                var head = HeadSelection.GetHead(random.Store);
                var weight = HeadSelection.GetWeight(random.Store, head);
                random.Store.Prune();
                Assert.Equal((head, weight), (HeadSelection.GetHead(random.Store), HeadSelection.GetWeight(random.Store, head)));
                Assert.All(random.Store.Blocks.Values, block => Assert.True(block.Slot >= random.Store.Blocks[random.Store.FinalizedCheckpoint.Root].Slot));
            }
        },
        iter: 100);

    [Fact]
    public void InvalidPayloadsTakeWhatStandsOnThemAndNothingElse() => Gen.Select(Histories, Gen.Int[0, 1000]).Sample(
        static (history, pick) =>
        {
            var random = new RandomStore(history.Fork);
            foreach (var (kind, a, b) in history.Steps)
            {
                random.Apply(kind, a, b);
            }

            var store = random.Store;
            var invalid = store.Order[pick % store.Order.Count];
            var before = store.Blocks.Values.ToArray();
            var lost = before.Where(block => StandsOn(block, invalid)).ToHashSet();
            var isJustifiedLost = lost.Contains(store.Blocks[store.JustifiedCheckpoint.Root]);
            var refusal = OptimisticSync.MarkInvalid(store, invalid.Root, latestValidHash: null);
            Assert.Equal(isJustifiedLost, refusal is not null);
            Assert.Equal(refusal is null ? before.Except(lost).ToHashSet() : before.ToHashSet(), store.Blocks.Values.ToHashSet());
            Assert.True(refusal is not null || invalid.Payload is null);
            AssertSame(store);
        },
        iter: 200);

    /// <summary>True where a block's chain has the payload of another block, or before gloas the block itself.</summary>
    private static bool StandsOn(StoreBlock block, StoreBlock payload)
    {
        for (var current = block; current is not null; current = current.Parent)
        {
            if ((current == payload && !payload.HasPayloadStatus) || (current.Parent == payload && current.ParentPayloadStatus == PayloadStatus.Full))
            {
                return true;
            }
        }

        return false;
    }

    private static void AssertSame(Store store)
    {
        var literal = new LiteralForkChoice(store);
        Assert.Equal(literal.GetFilteredNodeTree().ToHashSet(), HeadSelection.GetFilteredNodeTree(store).ToHashSet());
        foreach (var root in store.Blocks.Keys)
        {
            foreach (var status in Enum.GetValues<PayloadStatus>())
            {
                var node = new ForkChoiceNode(root, status);
                Assert.Equal(literal.GetAttestationScore(node), HeadSelection.GetAttestationScore(store, node));
                if (status == PayloadStatus.Full || store.Blocks[root].HasPayloadStatus)
                {
                    Assert.Equal(literal.GetWeight(node), HeadSelection.GetWeight(store, node));
                }
            }
        }

        Assert.Equal(literal.GetHead(), HeadSelection.GetHead(store));
    }
}
