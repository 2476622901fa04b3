using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Interop.Tests.Storage;

/// <content>What is put, and how two stores are compared.</content>
public sealed partial class ChainStoreTests
{
    // The files alone, as they are while the store is open.
    private static IChainStore Copied(TemporaryFolder folder, ChainStoreEngine engine, string name)
    {
        var copy = folder.File(name);
        string[] files =
        [
            .. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
                .Where(static file => !file.Contains("after-", StringComparison.Ordinal)),
        ];
        foreach (var file in files)
        {
            var to = Path.Combine(copy, Path.GetRelativePath(folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var target = File.Create(to);
            source.CopyTo(target);
        }

        return ChainStoreFiles.Open(copy, engine);
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
        Assert.Equal(expected.AnchorHead, actual.AnchorHead);
        Assert.Equal(expected.History, actual.History);
        Assert.Equal(
            expected.FinalizedAfter(0, 100).Blocks.Select(static row => row.Root),
            actual.FinalizedAfter(0, 100).Blocks.Select(static row => row.Root));
        for (var slot = 1; slot <= 12; slot++)
        {
            Assert.Equal(expected.GetFinalizedRoot((ulong)slot), actual.GetFinalizedRoot((ulong)slot));
            Assert.Equal(expected.FindSnapshot((ulong)slot), actual.FindSnapshot((ulong)slot));
            Assert.Equal(
                expected.FindSnapshot((ulong)slot) is { } kept ? expected.ReadSnapshot(kept) : null,
                actual.FindSnapshot((ulong)slot) is { } found ? actual.ReadSnapshot(found) : null);
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
