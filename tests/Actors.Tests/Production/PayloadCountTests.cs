using System.Collections.Immutable;
using Consensoor.Actors.Production;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

public class PayloadCountTests
{
    [Fact]
    public void TheMissingPayloadsOfAChainAreThoseThatNobodyBuiltUpon() => Gen.Select(
        Gen.Select(Gen.ULong[1, 3], Gen.ULong[0, 2], Gen.Bool).Array[1, 40], Gen.ULong[1, 30]).Sample((chain, window) =>
    {
        // Of each block the slots since the one before, its builder (0 for a self-build), and whether its payload was built upon.
        var blocks = ImmutableDictionary<Root, ChainBlock>.Empty;
        var (slot, parent, isParentFull) = (0UL, RootOf(0), true);
        var promised = new List<(Slot Slot, BuilderIndex? Builder, bool IsFull)>();
        for (var i = 0; i < chain.Length; i++)
        {
            var (gap, builder, isFull) = chain[i];
            slot += gap;
            var root = RootOf(i + 1);
            blocks = blocks.Add(root, Block(slot, parent, root, builder, isParentFull));
            promised.Add((slot, builder == 0 ? null : builder, isFull));
            (parent, isParentFull) = (root, isFull);
        }

        var missing = PayloadCount.Missing(ChainOf(blocks), parent, isParentFull, slot + 1, window);
        var expected = promised.FindAll(one => one.Slot + window >= slot + 1 && one is { Builder: not null, IsFull: false });
        Assert.Equal(expected.Count, missing.Count);
        for (var builder = 1UL; builder <= 2; builder++)
        {
            Assert.Equal(expected.Count(one => one.Builder == builder), missing.Of(builder));
        }
    });

    /// <summary>Slot by slot: the last ones before a block without one in its chain, of those behind the oldest block in memory.</summary>
    [Fact]
    public void TheEmptySlotsOfAChainAreThoseWithoutABlock() => Gen.Select(
        Gen.ULong[1, 4].Array[1, 20], Gen.ULong[0, 5], Gen.ULong[1, 30], Gen.Int[0, 5]).Sample((gaps, ahead, window, forgotten) =>
    {
        var blocks = ImmutableDictionary<Root, ChainBlock>.Empty;
        var (slot, slots) = (0UL, new List<Slot>());
        for (var i = 0; i < gaps.Length; i++)
        {
            slot += gaps[i];
            slots.Add(slot);
            var block = new SignedBeaconBlock { Message = new BeaconBlock { Slot = slot, ParentRoot = RootOf(i) } };
            blocks = i < forgotten ? blocks : blocks.Add(RootOf(i + 1), TestViews.BlockOf(block, RootOf(i + 1), null));
        }

        var of = slot + 1 + ahead;
        var known = slots.Skip(forgotten).ToList();
        var expected = Enumerable.Range(1, (int)window).Select(back => (long)of - back)
            .Count(at => known.Count > 0 && at > (long)known[0] && !known.Contains((Slot)at));
        Assert.Equal(expected, PayloadCount.EmptySlots(ChainOf(blocks), RootOf(gaps.Length), of, window).Count);
    });

    /// <summary>
    /// Blocks leave the view at finality, again and again: what is counted of a window is what is counted where all are in it, and no more
    /// is remembered than a window has.
    /// </summary>
    [Fact]
    public void FinalityMakesNobodyForget() => Gen.Select(
        Gen.Select(Gen.ULong[1, 4], Gen.ULong[0, 2], Gen.Bool).Array[2, 60],
        Gen.ULong[1, 40],
        Gen.Int[0, 9].Array[60],
        Gen.Int[0, 20]).Sample((chain, window, finalizes, kept) =>
    {
        var (all, view) = (ImmutableDictionary<Root, ChainBlock>.Empty, ImmutableDictionary<Root, ChainBlock>.Empty);
        var (slot, isParentFull, oldest) = (0UL, true, 0);
        var (slots, counted) = (new List<Slot>(), CountedChain.Empty);
        for (var i = 0; i < chain.Length; i++)
        {
            var (gap, builder, isFull) = chain[i];
            slot += gap;
            slots.Add(slot);
            var block = Block(slot, RootOf(i), RootOf(i + 1), builder, isParentFull);
            (all, view) = (all.Add(block.Root, block), view.Add(block.Root, block));
            isParentFull = isFull;
            for (; finalizes[i] == 0 && oldest < i - kept; oldest++)
            {
                view = view.Remove(RootOf(oldest + 1));
            }

            counted = counted.Follow(view, (slots[oldest], RootOf(oldest + 1)), slot, window);
            var whole = ChainOf(all);
            var (missing, expected) = (
                PayloadCount.Missing(counted, block.Root, isFull, slot + 1, window),
                PayloadCount.Missing(whole, block.Root, isFull, slot + 1, window));
            Assert.Equal((expected.Count, expected.Of(1), expected.Of(2)), (missing.Count, missing.Of(1), missing.Of(2)));
            Assert.Equal(
                PayloadCount.EmptySlots(whole, block.Root, slot + 1, window).Count,
                PayloadCount.EmptySlots(counted, block.Root, slot + 1, window).Count);
            Assert.InRange(counted.Behind, 0, (int)window + 2);
        }
    });

    private static CountedChain ChainOf(ImmutableDictionary<Root, ChainBlock> blocks) =>
        CountedChain.Empty.Follow(blocks, default, 0, 1);

    private static ChainBlock Block(Slot slot, Root parent, Root root, ulong builder, bool isParentFull)
    {
        var bid = new ExecutionPayloadBid { BuilderIndex = builder == 0 ? Constants.BuilderIndexSelfBuild : builder };
        var block = new SignedBeaconBlock
        {
            Message = new BeaconBlock
            {
                Slot = slot,
                ParentRoot = parent,
                Body = new BeaconBlockBody { SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid } },
            },
        };
        return TestViews.BlockOf(block, root, null) with { IsParentFull = isParentFull };
    }

    private static Root RootOf(int number) => new([.. BitConverter.GetBytes(number), .. new byte[28]]);
}
