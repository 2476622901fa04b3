using Consensoor.Actors.Hosting;
using Consensoor.Actors.Page;
using Consensoor.Actors.Tests.Signing;
using Xunit;

namespace Consensoor.Actors.Tests.Page;

/// <summary>What a node keeps on disk, by kind.</summary>
public sealed class StorageRouteTests
{
    [Fact]
    public async Task FilesAreCountedByKindOnceAMinute()
    {
        using var kept = new KilledFolder();
        var columns = Directory.CreateDirectory(Path.Combine(kept.Path, "columns", "1024"));
        await File.WriteAllBytesAsync(Path.Combine(kept.Path, "chain.sqlite"), new byte[7_000]);
        await File.WriteAllBytesAsync(Path.Combine(kept.Path, "chain.sqlite-wal"), new byte[500]);
        await File.WriteAllBytesAsync(Path.Combine(columns.FullName, "one.columns"), new byte[30]);
        var now = DateTimeOffset.UnixEpoch;
        DiskPlace[] places =
        [
            new("chain", kept.Path, "chain*"), new("columns", kept.Path, "columns"), new("blobs", kept.Path, "blobs"),
            new("gone", Path.Combine(kept.Path, "gone"), "*"),
        ];
        var disk = new DiskUse(places, () => now);
        var usage = await disk.Read();
        Assert.Equal(
            [new("chain", 2, 7_500, false), new("columns", 1, 30, false), new("blobs", 0, 0, false), new("gone", 0, 0, false)],
            usage.Kinds);
        Assert.True(usage.Free > 0);

        // Whoever asks again within a minute is told the same.
        await File.WriteAllBytesAsync(Path.Combine(kept.Path, "chain.sqlite-wal"), new byte[900]);
        now += TimeSpan.FromSeconds(59);
        Assert.Same(usage, await disk.Read());
        now += TimeSpan.FromSeconds(2);
        Assert.Equal(7_900, (await disk.Read()).Kinds[0].Bytes);
    }

    [Fact]
    public void TheFilesOfADataDirectoryAreOfOneKindEach()
    {
        using var kept = new KilledFolder();
        using var directory = DataDirectory.Take(kept.Path);
        using (directory.MakeProtection("node", default))
        {
            directory.OpenChain("node").Dispose();
        }

        directory.OpenColumns("node").Dispose();
        var usage = DiskUse.Measure(directory.PlacesOf("node"), default);
        Assert.Equal(["chain", "columns", "blobs", "bids", "slashing protection"], usage.Kinds.Select(static kind => kind.Kind));
        var all = Directory.EnumerateFiles(Path.Combine(kept.Path, "node"), "*", SearchOption.AllDirectories)
            .Sum(static file => new FileInfo(file).Length);
        Assert.Equal(all, usage.Kinds.Sum(static kind => kind.Bytes));
        Assert.True(usage.Kinds[0].Bytes > 0 && usage.Kinds[4].Bytes > 0);
    }
}
