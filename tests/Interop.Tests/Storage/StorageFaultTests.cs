using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Xunit;
using Xunit.Abstractions;
using static Consensoor.Interop.Tests.Storage.NoiseChain;
using static Consensoor.Interop.Tests.Storage.NoiseRows;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>
/// What is left of a store after the power went, bits flipped or the disk was full: what was flushed is there, what is damaged is named,
/// and nothing else than what was written is ever given.
/// </summary>
public sealed class StorageFaultTests(ITestOutputHelper output)
{
    public static TheoryData<ChainStoreEngine, int> Engines
    {
        get
        {
            var cases = new TheoryData<ChainStoreEngine, int>();
            foreach (var (_, engine) in ChainStoreFiles.Names)
            {
                cases.Add(engine, 1);
                cases.Add(engine, 2);
            }

            return cases;
        }
    }

    /// <summary>
    /// LiteDB over a simulated disk, where the power may go at each single write. It does not bring its log to disk before it writes over
    /// the file, and loses most chains so (docs/performance.md has the figures), which is why a new chain is not kept in it: what is left
    /// is read or refused, and nothing else than what was written is given.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AfterAPowerCutAtAnyWriteLiteDbServesWhatWasWrittenOrRefuses(int seed)
    {
        var random = new Random(seed);
        var disk = new CutDisk();
        var (data, log) = (disk.File(), disk.File());
        var promised = new List<(int Moment, int Slot, int Anchor)>();
        var store = LiteDbChainStore.Open("chain.db", () => new LiteDB.Engine.LiteEngine(
            new LiteDB.Engine.EngineSettings { DataStream = data, LogStream = log }));
        var begun = disk.Now;
        Fill(store, (slot, anchor) => promised.Add((disk.Now, slot, anchor)));
        var end = disk.Now;
        var failures = new List<string>();
        const int rounds = 60;
        for (var round = 0; round < rounds; round++)
        {
            var moment = random.Next(begun, end + 1);
            var (leftData, leftLog) = (new FullStream(), new FullStream());
            leftData.Write(disk.Left(data, moment, random));
            leftLog.Write(disk.Left(log, moment, random));
            var (_, slot, anchor) = promised.LastOrDefault(promise => promise.Moment <= moment);
            try
            {
                using var after = LiteDbChainStore.Open("chain.db", () => leftData.Engine(leftLog));
                for (var on = 1; on <= Slots; on++)
                {
                    var bytes = Read(() => after.GetBlock(RootOf(on))?.Ssz);
                    Assert.True(bytes is null || bytes.AsSpan().SequenceEqual(Block(on).Ssz), $"block {on} is another");
                    var payload = Read(() => after.GetEnvelope(RootOf(on))?.Ssz);
                    Assert.True(payload is null || payload.AsSpan().SequenceEqual(Payload(on).Ssz), $"payload {on} is another");
                }

                Holds(after, slot, anchor);
            }
            catch (Exception e) when (e is ChainStoreException
                || (e is Xunit.Sdk.XunitException && !e.Message.Contains("is another", StringComparison.Ordinal)))
            {
                failures.Add($"at {moment} of {end}, flushed to slot {slot}, anchor {anchor}: {e.Message.ReplaceLineEndings(" ")}");
            }
        }

        output.WriteLine($"{disk.Flushes(data)} flushes of the data, {disk.Flushes(log)} of the log, {end} writes");
        failures.Take(5).ToList().ForEach(output.WriteLine);
        output.WriteLine($"{failures.Count} of {rounds} cuts cost what was flushed");
    }

    /// <summary>
    /// Real files, cut at random between two flushes: all of the earlier one is there, and of the later one all or nothing of each write.
    /// </summary>
    [Theory]
    [InlineData(ChainStoreEngine.Sqlite, 1)]
    [InlineData(ChainStoreEngine.Sqlite, 2)]
    [InlineData(ChainStoreEngine.RocksDb, 1)]
    [InlineData(ChainStoreEngine.RocksDb, 2)]
    public void AfterAPowerCutBetweenFlushesAStoreHasWhatWasFlushed(ChainStoreEngine engine, int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var live = Directory.CreateDirectory(folder.File("live")).FullName;
        var flushes = new List<(StoredFiles Files, int Slot, int Anchor)>();
        using (var store = ChainStoreFiles.Open(live, engine))
        {
            Fill(store, (slot, anchor) => flushes.Add((StoredFiles.Of(live), slot, anchor)));
        }

        foreach (var (before, after) in flushes.Zip(flushes.Skip(1)))
        {
            var left = before.Files.CutBefore(after.Files, random).Write(folder);
            using (var store = ChainStoreFiles.Open(left, engine))
            {
                Holds(store, before.Slot, before.Anchor);

                // It goes on.
                store.PutBlock(Block(Slots + 1));
                store.Flush();
                Assert.Equal(Block(Slots + 1).Ssz, store.GetBlock(RootOf(Slots + 1))!.Ssz);
            }

            Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>Whatever bits flip in its files, a store gives what was written, or says what is damaged, or has not got it.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public void AFlippedBitIsNeverServed(ChainStoreEngine engine, int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var live = Directory.CreateDirectory(folder.File("live")).FullName;
        using (var store = ChainStoreFiles.Open(live, engine))
        {
            Fill(store, static (_, _) => { });
        }

        var whole = StoredFiles.Of(live);
        var (named, refused, missing) = (0, 0, 0);
        for (var round = 0; round < 40; round++)
        {
            var path = whole.Flipped(random.Next(1, 4), random).Write(folder);
            try
            {
                using var store = ChainStoreFiles.Open(path, engine);
                for (var slot = 1; slot <= Slots; slot++)
                {
                    Try(() => Same(Block(slot).Ssz, store.GetBlock(RootOf(slot))?.Ssz));
                    Try(() => Same(Payload(slot).Ssz, store.GetEnvelope(RootOf(slot))?.Ssz));
                    Try(() => Assert.True(store.GetFinalizedRoot((Slot)slot) is not { } root || root == RootOf(slot)));
                }

                Try(() => Assert.All(store.BlocksAfter(0, 500).Blocks, static row => Assert.Equal(Block((int)row.Slot).Ssz, row.Ssz)));
                Try(() => Assert.All(store.FinalizedAfter(0, 500).Blocks, static row => Assert.Equal(Block((int)row.Slot).Ssz, row.Ssz)));
                Try(() => Assert.True(store.Anchor is not { } anchor
                    || anchor.StateSsz.AsSpan().SequenceEqual(Anchor((int)anchor.Slot).StateSsz)));
                Try(() => Assert.True(store.FindSnapshot(20) is not { } found
                    || store.ReadSnapshot(found).AsSpan().SequenceEqual(Anchor((int)found.Slot).StateSsz)));
                Try(() => store.Survey(item => named += item.Damage is null ? 0 : 1));
            }
            catch (ChainStoreException e)
            {
                refused++;
                Assert.Contains("chain.", e.Message, StringComparison.Ordinal);
            }

            Directory.Delete(path, recursive: true);
        }

        output.WriteLine($"{engine}: {named} records named, {refused} refusals, {missing} not found");

        void Try(Action act)
        {
            try
            {
                act();
            }
            catch (DamagedRecordException)
            {
                named++;
            }
            catch (ChainStoreException)
            {
                refused++;
            }
        }

        void Same(byte[] written, byte[]? read)
        {
            missing += read is null ? 1 : 0;
            Assert.True(read is null || written.AsSpan().SequenceEqual(read));
        }
    }

    /// <summary>A record that is damaged is named, takes no other with it, and is written again when it comes again.</summary>
    [Theory]
    [InlineData(ChainStoreEngine.LiteDb)]
    [InlineData(ChainStoreEngine.Sqlite)]
    public void WhatIsDamagedIsNamedAndComesAgain(ChainStoreEngine engine)
    {
        using var folder = new TemporaryFolder();
        using (var filled = ChainStoreFiles.Open(folder.Path, engine))
        {
            Fill(filled, static (_, _) => { });
        }

        var path = ChainStoreFiles.PathOf(folder.Path, engine);
        var bytes = File.ReadAllBytes(path);
        var needle = Block(21).Ssz.AsSpan(2000, 64);
        var at = bytes.AsSpan().IndexOf(needle);
        Assert.True(at > 0);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);

        using var store = ChainStoreFiles.Open(folder.Path, engine);
        var damaged = Assert.Throws<DamagedRecordException>(() => store.GetBlock(RootOf(21)));
        Assert.Contains(RootOf(21).ToString(), damaged.Message, StringComparison.Ordinal);
        Assert.Contains(path, damaged.Message, StringComparison.Ordinal);
        Assert.NotNull(store.GetBlock(RootOf(20)));
        var page = store.FinalizedAfter(18, 10);
        Assert.Contains(RootOf(21).ToString(), Assert.Single(page.Damaged), StringComparison.Ordinal);
        Assert.DoesNotContain(page.Blocks, static row => row.Slot == 21);
        var named = new List<StoredItem>();
        store.Survey(item => named.AddRange(item.Damage is null ? [] : [item]));
        Assert.Contains(RootOf(21).ToString(), Assert.Single(named).Key, StringComparison.Ordinal);
        store.PutBlock(Block(21));
        store.Flush();
        Assert.Equal(Block(21).Ssz, store.GetBlock(RootOf(21))!.Ssz);
    }

    private static byte[]? Read(Func<byte[]?> read)
    {
        try
        {
            return read();
        }
        catch (ChainStoreException)
        {
            return null;
        }
    }
}
