using Consensoor.Interop.Storage;
using Xunit;
using static Consensoor.Interop.Tests.Storage.NoiseRows;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>A damaged file is refused or read, and never ends the process, also once what LiteDB left of it is collected.</summary>
public sealed class DamagedFileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task WhatIsDamagedIsRefusedOrReadAndEndsNoProcess(int seed)
    {
        var (data, log) = Filled();
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var (damagedData, damagedLog) = (Damaged(data, random), Damaged(log, random));
            await Task.Factory.StartNew(
                () => Use(damagedData, damagedLog), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static void Use(FullStream data, FullStream log)
    {
        LiteDbChainStore store;
        try
        {
            store = LiteDbChainStore.Open("chain.db", () => data.Engine(log));
        }
        catch (ChainStoreException)
        {
            return;
        }

        using (store)
        {
            for (var slot = 1; slot <= 12; slot++)
            {
                Try(() => store.GetBlock(RootOf(slot)));
                Try(() => store.PutBlock(Block(slot + 100)));
                Try(() => store.BlocksAfter((ulong)slot, 5));
                Try(() => store.PutAnchor(Anchor(slot), [RootOf(slot)]));
            }

            Try(store.Flush);
        }
    }

    private static void Try(Action act)
    {
        try
        {
            act();
        }
        catch (ChainStoreException)
        {
            // Expected of a damaged file.
        }
    }

    private static (byte[] Data, byte[] Log) Filled()
    {
        var (data, log) = (new FullStream(), new FullStream());

        // It is not closed, so that its log has something.
        var store = LiteDbChainStore.Open("chain.db", () => data.Engine(log));
        for (var slot = 1; slot <= 30; slot++)
        {
            store.PutBlock(Block(slot));
            store.PutAnchor(Anchor(slot), [RootOf(slot)]);
            if (slot == 20)
            {
                store.Flush();
            }
        }

        return (data.ToArray(), log.ToArray());
    }

    private static FullStream Damaged(byte[] bytes, Random random)
    {
        var damaged = bytes.ToArray();
        for (var n = random.Next(1, 30); n > 0 && damaged.Length > 0; n--)
        {
            // Most of what steers LiteDB stands at the heads and tails of its pages.
            var page = random.Next(damaged.Length / 8192) * 8192;
            var place = page + (random.Next(2) == 0 ? random.Next(64) : random.Next(8192));
            damaged[place] = (byte)random.Next(256);
        }

        var stream = new FullStream();
        stream.Write(damaged.AsSpan(0, damaged.Length - (random.Next(4) == 0 ? random.Next(Math.Min(damaged.Length, 9000)) : 0)));
        return stream;
    }
}
