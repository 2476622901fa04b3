using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>The store on disk answers like the one in memory, after any history and after being opened anew.</summary>
public sealed class ChainStoreTests
{
    [Fact]
    public void TheFileAnswersLikeTheMemory()
    {
        var step = Gen.Select(Gen.Int[0, 4], Gen.Int[1, 12], Gen.Int[0, 3]);
        step.Array[1, 25].Sample(
            steps =>
            {
                var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "chain.db");
                using var memory = new InMemoryChainStore();
                var file = LiteDbChainStore.Open(path);
                var anchored = 0;
                foreach (var (kind, slot, branch) in steps)
                {
                    switch (kind)
                    {
                        case 0 or 1:
                            Each(store => store.PutBlock(Block(slot, branch)));
                            break;
                        case 2:
                            Each(store => store.PutEnvelope(
                                new StoredEnvelopeRow(RootOf(slot, branch), (ulong)slot, ForkName.Gloas, [9, (byte)slot])));
                            break;
                        case 3:
                            Each(store => PutHistory(store, slot, branch));
                            break;
                        default:
                            if (slot > anchored)
                            {
                                anchored = slot;
                                Each(store => store.PutAnchor(
                                    new StoredAnchor(
                                        1,
                                        RootOf(slot, branch),
                                        (ulong)slot,
                                        ForkName.Gloas,
                                        [1],
                                        ForkName.Gloas,
                                        [2, (byte)slot]), [RootOf(slot, branch)]));
                            }

                            break;
                    }
                }

                file.Dispose();
                file = LiteDbChainStore.Open(path);
                Compare(memory, file);
                file.Dispose();

                void Each(Action<IChainStore> act)
                {
                    act(memory);
                    act(file);
                }
            },
            iter: 25);
    }

    [Fact]
    public void APageReadsNoMoreThanItself()
    {
        using var folder = new TemporaryFolder();
        using var store = LiteDbChainStore.Open(folder.File("chain.db"));
        for (var slot = 1; slot <= 3_000; slot++)
        {
            store.PutBlock(Block(slot, 1));
        }

        // A cursor over the index: a page near the end costs what one near the start does, not a sort of all behind it.
        TimeSpan Time(ulong after)
        {
            store.BlocksAfter(after, 8);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(after + 1, store.BlocksAfter(after, 8).Blocks[0].Slot);
            }

            return watch.Elapsed;
        }

        Time(2_900);
        Assert.True(Time(1) < (Time(2_900) * 20) + TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void AnAnchorIsInTheFileItselfWhenTheCallReturnsAndOtherThingsAfterAFlush()
    {
        using var folder = new TemporaryFolder();
        using var store = LiteDbChainStore.Open(folder.File("chain.db"));
        store.PutBlock(Block(5, 1));
        store.PutAnchor(new StoredAnchor(1, RootOf(5, 1), 5, ForkName.Gloas, [1], ForkName.Gloas, [2, 5]), [RootOf(5, 1)]);
        store.PutBlock(Block(6, 1));
        using (var copy = OpenCopy(folder, "after-anchor.db"))
        {
            Assert.Equal(RootOf(5, 1), copy.Anchor!.BlockRoot);
            Assert.Equal([2, 5], copy.Anchor.StateSsz);
            Assert.Equal(RootOf(5, 1), copy.GetFinalizedRoot(5));
        }

        store.Flush();
        using var flushed = OpenCopy(folder, "after-flush.db");
        Assert.NotNull(flushed.GetBlock(RootOf(6, 1)));
    }

    /// <summary>All of a range or nothing: its blocks, their payloads and where the chain ends are one write.</summary>
    [Fact]
    public void HistoryIsInTheFileAfterAFlushAndWhatIsKnownStays()
    {
        using var folder = new TemporaryFolder();
        using var store = LiteDbChainStore.Open(folder.File("chain.db"));
        Assert.Null(store.History);
        PutHistory(store, 9, 0);
        store.Flush();
        store.PutEnvelope(new StoredEnvelopeRow(RootOf(7, 0), 7, ForkName.Gloas, [1]));
        PutHistory(store, 7, 0);
        using (var copy = OpenCopy(folder, "before-flush.db"))
        {
            var slot = copy.History!.Oldest;
            Assert.True(slot is 8 or 6, $"{slot}");
            Assert.Equal(slot == 6, copy.GetBlock(RootOf(6, 0)) is not null);
            Assert.Equal(slot == 6, copy.GetBlock(RootOf(7, 0)) is not null);
        }

        store.Flush();
        using var flushed = OpenCopy(folder, "after-flush.db");
        Assert.Equal(new StoredHistory(6, RootOf(5, 0)), flushed.History);
        Assert.Equal(RootOf(6, 0), flushed.GetFinalizedRoot(6));
        Assert.Equal(RootOf(9, 0), flushed.GetFinalizedRoot(9));
        Assert.Equal([1], flushed.GetEnvelope(RootOf(7, 0))!.Ssz);

        // What is owed is kept with it, and comes later without a block.
        store.PutHistory(store.History! with { Owed = [RootOf(6, 0), RootOf(9, 0)] }, [], []);
        store.PutEnvelope(new StoredEnvelopeRow(RootOf(9, 0), 9, ForkName.Gloas, [2]));
        store.Flush();
        using var owing = OpenCopy(folder, "owing.db");
        Assert.Equal((6UL, RootOf(5, 0)), (owing.History!.Oldest, owing.History.Parent));
        Assert.Equal([RootOf(6, 0), RootOf(9, 0)], owing.History.Owed);
    }

    /// <summary>Two blocks of a branch with the payload of the upper one, as history down to the lower one.</summary>
    private static void PutHistory(IChainStore store, int slot, int branch) => store.PutHistory(
        new StoredHistory((ulong)slot - 1, RootOf(slot - 2, branch)),
        [Block(slot - 1, branch), Block(slot, branch)],
        [new StoredEnvelopeRow(RootOf(slot, branch), (ulong)slot, ForkName.Gloas, [8, (byte)slot])]);

    private static LiteDbChainStore OpenCopy(TemporaryFolder folder, string name)
    {
        // The file alone, without the log beside it.
        using (var source = new FileStream(folder.File("chain.db"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        using (var copy = File.Create(folder.File(name)))
        {
            source.CopyTo(copy);
        }

        return LiteDbChainStore.Open(folder.File(name));
    }

    [Fact]
    public void WhereABlockIsMissingNothingBelowItIsDropped()
    {
        using var folder = new TemporaryFolder();
        using var file = LiteDbChainStore.Open(folder.File("chain.db"));
        foreach (var store in (IChainStore[])[file, new InMemoryChainStore()])
        {
            store.PutBlock(Block(1, 0));
            store.PutAnchor(new StoredAnchor(0, RootOf(1, 0), 1, ForkName.Gloas, [1], ForkName.Gloas, [2]), [RootOf(1, 0)]);
            foreach (var (slot, branch) in ((int, int)[])[(2, 0), (3, 0), (5, 0), (5, 1), (6, 0)])
            {
                store.PutBlock(Block(slot, branch));
            }

            // Slot 4 was lost: the way back from 6 ends there.
            Root[] known = [RootOf(6, 0), RootOf(5, 0), RootOf(4, 0)];
            store.PutAnchor(new StoredAnchor(1, RootOf(6, 0), 6, ForkName.Gloas, [1], ForkName.Gloas, [2]), known);
            Assert.NotNull(store.GetBlock(RootOf(2, 0)));
            Assert.NotNull(store.GetBlock(RootOf(3, 0)));
            Assert.Null(store.GetBlock(RootOf(5, 1)));
            Assert.Equal(RootOf(5, 0), store.GetFinalizedRoot(5));
        }
    }

    private static StoredBlockRow Block(int slot, int branch) =>
        new(RootOf(slot, branch), RootOf(slot - 1, branch), (ulong)slot, ForkName.Gloas, [(byte)slot, (byte)branch]);

    private static Root RootOf(int slot, int branch)
    {
        var bytes = new byte[32];
        (bytes[0], bytes[1], bytes[2]) = ((byte)(slot >> 8), (byte)slot, (byte)branch);
        return new Root(bytes);
    }

    private static void Compare(IChainStore expected, IChainStore actual)
    {
        Assert.Equal(expected.Anchor?.BlockRoot, actual.Anchor?.BlockRoot);
        Assert.Equal(expected.Anchor?.StateSsz, actual.Anchor?.StateSsz);
        Assert.Equal(expected.History, actual.History);
        for (var slot = 1; slot <= 12; slot++)
        {
            Assert.Equal(expected.GetFinalizedRoot((ulong)slot), actual.GetFinalizedRoot((ulong)slot));
            for (var branch = 0; branch <= 3; branch++)
            {
                Assert.Equal(expected.GetBlock(RootOf(slot, branch))?.Ssz, actual.GetBlock(RootOf(slot, branch))?.Ssz);
                Assert.Equal(expected.GetEnvelope(RootOf(slot, branch))?.Ssz, actual.GetEnvelope(RootOf(slot, branch))?.Ssz);
            }
        }

        foreach (var count in (int[])[1, 3, 100])
        {
            var all = Pages(expected, count);
            Assert.Equal(all, Pages(actual, count));
            Assert.Equal(all.Count, all.Distinct().Count());
            Assert.Equal(all, all.OrderBy(static block => block.Slot).ThenBy(static block => block.Root));
        }
    }

    /// <summary>All blocks, a page after the other.</summary>
    private static List<(Slot Slot, Root Root)> Pages(IChainStore store, int count)
    {
        var blocks = new List<(Slot, Root)>();
        for (Slot after = 0; ;)
        {
            var page = store.BlocksAfter(after, count);
            blocks.AddRange(page.Blocks.Select(static row => (row.Slot, row.Root)));
            if (page.IsLast)
            {
                return blocks;
            }

            Assert.True(page.Blocks.Count >= count);
            after = page.Blocks[^1].Slot;
        }
    }
}
