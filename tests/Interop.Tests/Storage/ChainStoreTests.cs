using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>Each store on disk answers like the one in memory, after any history and after being opened anew.</summary>
public sealed partial class ChainStoreTests
{
    public static TheoryData<ChainStoreEngine> Engines => [.. ChainStoreFiles.Names.Select(static name => name.Engine)];

    [Theory]
    [MemberData(nameof(Engines))]
    public void TheFileAnswersLikeTheMemory(ChainStoreEngine engine)
    {
        var step = Gen.Select(Gen.Int[0, 6], Gen.Int[1, 12], Gen.Int[0, 3]);
        step.Array[1, 25].Sample(
            steps =>
            {
                using var folder = new TemporaryFolder();
                using var memory = new InMemoryChainStore();
                var file = ChainStoreFiles.Open(folder.Path, engine);
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
                        case 4 or 5:
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
                                        [2, (byte)slot]), [RootOf(slot, branch)], keepsFormer: kind == 5));
                            }

                            break;
                        default:
                            var retention = new StoredRetention((ulong)slot, (ulong)(slot + branch));
                            for (var more = true; more;)
                            {
                                more = memory.Prune(retention, branch + 1);
                            }

                            for (var more = true; more;)
                            {
                                more = file.Prune(retention, branch + 1);
                            }

                            break;
                    }
                }

                file.Dispose();
                file = ChainStoreFiles.Open(folder.Path, engine);
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

    [Theory]
    [MemberData(nameof(Engines))]
    public void APageReadsNoMoreThanItself(ChainStoreEngine engine)
    {
        using var folder = new TemporaryFolder();
        using var store = ChainStoreFiles.Open(folder.Path, engine);
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

    [Theory]
    [MemberData(nameof(Engines))]
    public void WhatIsOnDiskIsThereWhoeverReadsTheFilesWithoutTheProcess(ChainStoreEngine engine)
    {
        using var folder = new TemporaryFolder();
        using var store = ChainStoreFiles.Open(folder.Path, engine);
        store.PutBlock(Block(5, 1));
        store.PutAnchor(new StoredAnchor(1, RootOf(5, 1), 5, ForkName.Gloas, [1], ForkName.Gloas, [2, 5]), [RootOf(5, 1)]);
        using (var copy = Copied(folder, engine, "after-anchor"))
        {
            Assert.Equal(RootOf(5, 1), copy.Anchor!.BlockRoot);
            Assert.Equal([2, 5], copy.Anchor.StateSsz);
            Assert.Equal(new StoredAnchorHead(1, RootOf(5, 1), 5), copy.AnchorHead);
            Assert.Equal(RootOf(5, 1), copy.GetFinalizedRoot(5));
        }

        store.PutBlock(Block(6, 1));
        store.Flush();
        using var flushed = Copied(folder, engine, "after-flush");
        Assert.NotNull(flushed.GetBlock(RootOf(6, 1)));
    }

    /// <summary>
    /// States stay where that is wanted, whatever their size, and are found by slot and root; what is older goes with its blocks.
    /// </summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public void StatesOfThePastAreFoundAndGoWithTheirBlocks(ChainStoreEngine engine)
    {
        using var folder = new TemporaryFolder();
        var store = ChainStoreFiles.Open(folder.Path, engine);
        for (var slot = 1; slot <= 40; slot++)
        {
            store.PutBlock(NoiseRows.Block(slot));
            store.PutEnvelope(new StoredEnvelopeRow(NoiseRows.RootOf(slot), (ulong)slot, ForkName.Gloas, [1]));
            if (slot % 8 == 0)
            {
                Root[] chain = [.. Enumerable.Range(0, 9).Select(back => NoiseRows.RootOf(slot - back))];
                store.PutAnchor(NoiseRows.Anchor(slot) with { StateSsz = State(slot) }, chain, keepsFormer: slot is 16 or 32);
            }
        }

        store.Dispose();
        store = ChainStoreFiles.Open(folder.Path, engine);
        using var closing = store;
        Assert.Equal([8, 8, 24, 24, 40], ((Slot[])[8, 23, 24, 39, 99]).Select(slot => store.FindSnapshot(slot)!.Slot));
        Assert.Null(store.FindSnapshot(7));
        Assert.Equal(State(24), store.ReadSnapshot(store.FindSnapshot(30)!));
        Assert.Equal(State(40), store.Anchor!.StateSsz);
        Assert.Equal(17UL, store.SlotOfState(new Root(NoiseRows.Block(17).Ssz.AsSpan(148, 32))));
        Assert.Equal(
            Enumerable.Range(21, 5).Select(static slot => (Slot)slot),
            store.FinalizedAfter(20, 5).Blocks.Select(static row => row.Slot));

        // Blocks go down to a snapshot, in steps, and history ends there; payloads go down to the slot.
        var steps = 1;
        while (store.Prune(new StoredRetention(30, 28), 5))
        {
            steps++;
        }

        Assert.InRange(steps, 5, 7);
        Assert.Equal(new StoredHistory(24, NoiseRows.RootOf(23)), store.History);
        Assert.Null(store.GetBlock(NoiseRows.RootOf(23)));
        Assert.Null(store.GetFinalizedRoot(23));
        Assert.Null(store.FindSnapshot(23));
        Assert.Null(store.SlotOfState(new Root(NoiseRows.Block(17).Ssz.AsSpan(148, 32))));
        Assert.Equal(State(24), store.ReadSnapshot(store.FindSnapshot(30)!));
        Assert.Null(store.GetEnvelope(NoiseRows.RootOf(27)));
        Assert.NotNull(store.GetEnvelope(NoiseRows.RootOf(28)));
        var damaged = new List<string>();
        store.Survey(item => damaged.AddRange(item.Damage is { } damage ? [$"{item.Key}: {damage}"] : []));
        Assert.Empty(damaged);
    }

    /// <summary>A state of more than one part.</summary>
    private static byte[] State(int slot)
    {
        var state = new byte[3_000_000];
        new Random(slot).NextBytes(state.AsSpan(0, 1_500_000));
        return state;
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

    [Theory]
    [MemberData(nameof(Engines))]
    public void WhereABlockIsMissingNothingBelowItIsDropped(ChainStoreEngine engine)
    {
        using var folder = new TemporaryFolder();
        using var file = ChainStoreFiles.Open(folder.Path, engine);
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
}
