using Consensoor.Interop.Storage;
using Xunit;
using static Consensoor.Interop.Tests.Storage.NoiseRows;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>
/// A store on a disk that is full refuses each write in its time, ends no process by a finalizer, and goes on once there is room.
/// </summary>
public sealed class FullDiskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(60_000, false)]
    [InlineData(60_000, true)]
    [InlineData(200_000, true)]
    public async Task WhatIsRefusedIsRefusedInTimeAndTakenOnceThereIsRoom(long room, bool flushes)
    {
        var (data, log) = (new FullStream(), new FullStream());
        using var store = LiteDbChainStore.Open("chain.db", () => data.Engine(log));
        (data.Room, log.Room) = (room, room);
        var refused = 0;
        for (var slot = 1; slot <= 120; slot++)
        {
            refused += await Refused(() => store.PutBlock(Block(slot)));
            if (flushes && slot % 3 == 0)
            {
                refused += await Refused(store.Flush);
            }

            if (slot % 8 == 0)
            {
                refused += await Refused(() => store.PutAnchor(Anchor(slot), [RootOf(slot)]));
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }

        Assert.InRange(refused, 1, 240);
        (data.Room, log.Room) = (long.MaxValue, long.MaxValue);
        for (var slot = 1; slot <= 120; slot++)
        {
            store.PutBlock(Block(slot));
        }

        store.PutAnchor(Anchor(120), [RootOf(120)]);
        store.Flush();
        Assert.Equal(120UL, store.Anchor!.Slot);
        Assert.Equal(Block(120).Ssz, store.GetBlock(RootOf(120))!.Ssz);
    }

    /// <summary>Returns 1 where the store refuses a write, 0 where it takes it.</summary>
    private static async Task<int> Refused(Action write)
    {
        try
        {
            await Task.Run(write).WaitAsync(Patience);
            return 0;
        }
        catch (ChainStoreException e)
        {
            Assert.Contains("cannot be", e.Message, StringComparison.Ordinal);
            return 1;
        }
    }

    [Fact]
    public async Task NoFinalizerThrowsWhereverInATransactionTheDiskIsFull()
    {
        for (var room = 40_000L; room < 400_000; room += 8192)
        {
            await FillAsync(room);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    // On a thread of its own, since LiteDB holds what a thread has begun as long as the thread lives.
    private static Task FillAsync(long room) => Task.Factory.StartNew(
        () =>
        {
            var (data, log) = (new FullStream(), new FullStream());
            using var store = LiteDbChainStore.Open("chain.db", () => data.Engine(log));
            (data.Room, log.Room) = (room, room);
            for (var slot = 1; slot <= 100; slot++)
            {
                try
                {
                    store.PutAnchor(Anchor(slot), [RootOf(slot)]);
                    store.PutBlock(Block(slot));
                }
                catch (ChainStoreException)
                {
                    return;
                }
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
