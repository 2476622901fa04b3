using System.Globalization;
using Consensoor.Actors.Tests.Network;
using Consensoor.Actors.Tests.Signing;
using Consensoor.Interop.Storage;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>
/// A process that stores a chain under load is killed at random moments and goes on with its files, again and again: what it said is on
/// disk is there, whole, and nothing finalized is lost. `CONSENSOOR_DB_KILLS` says how often (`.ci/soak db-kill`).
/// </summary>
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class StorageKillTests(ITestOutputHelper output)
{
    // 128 and the number of SIGKILL.
    private const int Killed = 137;

    [Theory]
    [InlineData(ChainStoreEngine.Sqlite)]
    [InlineData(ChainStoreEngine.RocksDb)]
    [InlineData(ChainStoreEngine.LiteDb)]
    public async Task What_was_on_disk_is_there_after_each_kill(ChainStoreEngine engine)
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("CONSENSOOR_DB_KILLS"), out var wanted) ? wanted : 6;
        using var folder = new KilledFolder();
        var random = new Random(1);
        var (slot, anchor) = (0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = TestProcess.Start(StoringLoop.Name, folder.Path, ChainStoreFiles.NameOf(engine));
            var (lines, wait) = (0, random.Next(400));
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                // The moment is counted from the first write on; a line that was cut off says nothing.
                if (lines++ == 0)
                {
                    _ = Task.Delay(wait).ContinueWith(_ => process.Kill(), TaskScheduler.Default);
                }

                if (int.TryParse(line.TrimEnd('!'), CultureInfo.InvariantCulture, out var said) && said <= Math.Max(slot, anchor) + 1)
                {
                    (slot, anchor) = line.EndsWith('!') ? (slot, Math.Max(anchor, said)) : (Math.Max(slot, said), anchor);
                }
            }

            await process.WaitForExitAsync();
            Assert.True(lines > 0, $"run {kill} wrote nothing");
            Assert.True(process.ExitCode == Killed, $"run {kill} ended by itself with {process.ExitCode}, after slot {slot}");
            Check(folder.Path, engine, slot, anchor);
        }

        output.WriteLine($"{engine}: {kills} kills, {slot} slots, anchor of slot {anchor}, each time all that was said to be on disk");
    }

    private static void Check(string folder, ChainStoreEngine engine, int slot, int anchor)
    {
        using var store = ChainStoreFiles.Open(folder, engine);
        Assert.True((store.AnchorHead?.Slot ?? 0) >= (ulong)anchor);
        Assert.True(store.Anchor is not { } kept || kept.StateSsz.AsSpan().SequenceEqual(StoringLoop.State((int)kept.Slot)));
        for (var on = 1; on <= slot; on++)
        {
            Assert.Equal(StoringLoop.Block(on).Ssz, store.GetBlock(StoringLoop.RootOf(on))?.Ssz);
            Assert.Equal(StoringLoop.Payload(on).Ssz, store.GetEnvelope(StoringLoop.RootOf(on))?.Ssz);
            Assert.True(on > anchor || store.GetFinalizedRoot((Slot)on) == StoringLoop.RootOf(on));
        }

        store.Survey(static item => Assert.Null(item.Damage));
    }
}
