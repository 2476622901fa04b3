using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// What is undecided follows `bellatrix/optimistic-sync.md` walked block by block to the oldest one, and costs what it changes.
/// </summary>
public sealed class OptimisticSyncTests
{
    private static readonly Gen<((ForkName Fork, Epoch? NextAt) Forks, (int Kind, int A, int B)[] Steps)> Lives = Gen.Select(
        Gen.OneOf(Of(ForkName.Deneb, null), Of(ForkName.Gloas, null), Of(ForkName.Fulu, 1), Of(ForkName.Fulu, 2)),
        Gen.Select(Gen.Int[0, 14], Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[100]);

    [Fact]
    public void WhatIsUndecidedFollowsTheSpecificationAfterEveryEvent() => Lives.Sample(
        static (forks, steps) =>
        {
            var random = new RandomStore(forks.Fork, forks.NextAt);
            var store = random.Store;
            var known = new Dictionary<Root, LiteralBlock>();
            foreach (var (kind, a, b) in steps)
            {
                random.Apply(kind, a, b);
                LiteralBlock.Note(store, known);
                if (b % 3 == 0)
                {
                    var about = store.Order[a % store.Order.Count];
                    var expected = PayloadsUnder(store, known, about.Root).Where(static block => block.IsOptimistic).ToArray();
                    Assert.Equal(expected, OptimisticSync.MarkValid(store, about.Root));
                    Assert.All(PayloadsUnder(store, known, about.Root), static block => Assert.False(block.IsOptimistic));
                }

                foreach (var block in store.Order)
                {
                    var below = PayloadsUnder(store, known, block.Root).Skip(1).FirstOrDefault();
                    Assert.Same(below, OptimisticSync.PayloadUnder(store, new ForkChoiceNode(block.Root, PayloadStatus.Empty)));
                    Assert.Equal(
                        block.IsOptimistic || below is { IsOptimistic: true }, OptimisticSync.IsOptimistic(store, block.EntryNode));
                }
            }
        },
        iter: 100);

    [Theory]
    [InlineData(ForkName.Deneb)]
    [InlineData(ForkName.Gloas)]
    public void NoPayloadIsLookedAtTwice(ForkName fork)
    {
        const int Blocks = 500;
        var random = new RandomStore(fork);
        var store = random.Store;
        var tip = store.Order[0];
        var looked = 0L;

        // Valid as they come: each looks at itself, before gloas the first at the oldest block too.
        Extend(Blocks, () => MarkValid());
        Assert.Equal(fork < ForkName.Gloas ? Blocks + 1 : Blocks, looked);

        // Undecided, and then valid with the last of them.
        looked = 0;
        Extend(Blocks, () => OptimisticSync.MarkNotValidated(store, tip.Root));
        Assert.Equal(Blocks, MarkValid());
        Assert.Equal(Blocks, looked);
        Assert.Equal(0, MarkValid());
        Assert.Equal(Blocks, looked);

        int MarkValid()
        {
            var before = store.BlocksLookedAt;
            var decided = OptimisticSync.MarkValid(store, tip.Root).Count;
            looked += store.BlocksLookedAt - before;
            return decided;
        }

        void Extend(int count, Action decide)
        {
            for (var i = 0; i < count; i++)
            {
                tip = random.Extend(tip);
                random.AddPayload(tip);
                decide();
            }
        }
    }

    [Fact]
    public void AChainWithoutPayloadsIsNotWalked()
    {
        var random = new RandomStore(ForkName.Gloas);
        var store = random.Store;
        var first = random.Extend(store.Order[0]);
        random.AddPayload(first);
        OptimisticSync.MarkNotValidated(store, first.Root);
        var tip = random.Extend(first);
        for (var i = 0; i < 500; i++)
        {
            tip = random.Extend(tip);
        }

        Assert.Equal(PayloadStatus.Empty, tip.ParentPayloadStatus);
        Assert.True(OptimisticSync.IsOptimistic(store, tip.EntryNode));
        var before = store.BlocksLookedAt;
        Assert.Equal([first], OptimisticSync.MarkValid(store, tip.Root));
        Assert.Equal(2, store.BlocksLookedAt - before);
    }

    [Fact]
    public void WhatIsUndecidedAnewBelowIsFoundAgain()
    {
        var random = new RandomStore(ForkName.Deneb);
        var store = random.Store;
        var first = random.Extend(store.Order[0]);
        var second = random.Extend(first);
        var third = random.Extend(second);
        OptimisticSync.MarkValid(store, third.Root);
        OptimisticSync.MarkNotValidated(store, first.Root);
        Assert.Equal([first], OptimisticSync.MarkValid(store, third.Root));
    }

    private static Gen<(ForkName Fork, Epoch? NextAt)> Of(ForkName fork, Epoch? nextAt) => Gen.Const((fork, nextAt));

    /// <summary>The block, and those on whose payloads its chain stands, the nearest first; by what blocks themselves say.</summary>
    private static IEnumerable<StoreBlock> PayloadsUnder(Store store, Dictionary<Root, LiteralBlock> known, Root root)
    {
        yield return store.Blocks[root];
        for (var at = known[root]; store.Blocks.TryGetValue(at.ParentRoot, out var parent); at = known[at.ParentRoot])
        {
            if (at.ParentPayloadStatus == PayloadStatus.Full)
            {
                yield return parent;
            }
        }
    }
}
