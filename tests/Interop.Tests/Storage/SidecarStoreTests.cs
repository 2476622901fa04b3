using Consensoor.Interop.Storage;
using Consensoor.Spec.DataColumns;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>
/// The store of columns on disk answers like the one in memory, after any history and after being opened anew; what a crash cut off or a
/// disk has changed is not given out.
/// </summary>
public sealed class SidecarStoreTests
{
    private static readonly Root First = RootOf(7, 1);

    [Fact]
    public void TheFilesAnswerLikeTheMemory() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 3000], Gen.Int[0, 1], Gen.Int[0, 126], Gen.Int[1, 300]).Array[1, 60].Sample(
            steps =>
            {
                var folder = Directory.CreateTempSubdirectory().FullName;
                using var memory = new InMemorySidecarStore();
                var files = FileSidecarStore.Open(folder);
                foreach (var (kind, slot, branch, index, length) in steps)
                {
                    switch (kind)
                    {
                        case 0:
                            Each(store => store.PutCustody(new StoredCustody((ulong)index, (ulong)slot)));
                            break;
                        case 1:
                            Assert.Equal(memory.Prune((ulong)slot, length % 4), files.Prune((ulong)slot, length % 4));
                            break;
                        case 2:
                            files.Dispose();
                            files = FileSidecarStore.Open(folder);
                            break;
                        default:
                            Each(store => store.Put(
                                RootOf(slot, branch), [Column(slot, index, length), Column(slot, index + 1, length)]));
                            break;
                    }
                }

                files.Flush();
                Compare(memory, files, steps.Select(static step => RootOf(step.Item2, step.Item3)));
                files.Dispose();
                files = FileSidecarStore.Open(folder);
                Compare(memory, files, steps.Select(static step => RootOf(step.Item2, step.Item3)));
                files.Dispose();
                Directory.Delete(folder, recursive: true);

                void Each(Action<ISidecarStore> act)
                {
                    act(memory);
                    act(files);
                }
            },
            iter: 60);

    [Fact]
    public void OfOneSlotAllStoresPruneTheSameBlocksFirst()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        using var memory = new InMemorySidecarStore();
        using var files = FileSidecarStore.Open(folder);
        Root[] roots = [.. new[] { 3, 0, 4, 1, 2 }.Select(static branch => RootOf(9, branch))];
        foreach (var root in roots)
        {
            memory.Put(root, [Column(9, 1, 10)]);
            files.Put(root, [Column(9, 1, 10)]);
        }

        for (var left = roots.Length; left > 0; left--)
        {
            Compare(memory, files, roots);
            Assert.Equal(memory.Prune(10, 1), files.Prune(10, 1));
        }
    }

    [Fact]
    public void WhatACrashCutOffIsNotThereAndMayBeWrittenAgain()
    {
        var (folder, file) = Written(Bytes(100), Bytes(200));
        using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.SetLength(stream.Length - 1);
        }

        using var store = FileSidecarStore.Open(folder);
        Assert.Equal([0UL], store.IndicesOf(First).ToList());
        store.Put(First, [Column(7, 1, 200), Column(7, 2, 300)]);
        Assert.Equal([100, 200, 300], store.Get(First, ColumnSet.All).Select(static column => column.Ssz.Length));
    }

    [Fact]
    public void ABitThatChangedOnDiskIsFoundWhereverItIs()
    {
        var (folder, file) = Written(Bytes(40), Bytes(50));
        var whole = File.ReadAllBytes(file);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var changed = whole.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(file, changed);
            using var store = FileSidecarStore.Open(folder);
            var found = store.Get(First, ColumnSet.All);
            Assert.All(found, column => Assert.Equal(Bytes(column.Index == 0 ? 40 : 50), column.Ssz));
            Assert.True(found.Count < 2);
            Assert.Equal(found.Select(static column => column.Index), store.IndicesOf(First).ToList());

            // It is fetched again, and kept again.
            store.Put(First, [Column(7, 0, 40)]);
            Assert.Equal(Bytes(40), store.Get(First, ColumnSet.None.With(0)).Single().Ssz);
        }
    }

    /// <summary>What is written behind a damaged head would never be found: a length that changed hides all that follows.</summary>
    [Fact]
    public void WhatChangedUnderAnOpenStoreIsTakenAgainAndFound()
    {
        var (folder, file) = Written(Bytes(40), Bytes(50));
        var whole = File.ReadAllBytes(file);
        for (var bit = 0; bit <= whole.Length * 8; bit++)
        {
            File.WriteAllBytes(file, whole);
            using var store = FileSidecarStore.Open(folder);
            Assert.Equal([0UL, 1], store.IndicesOf(First).ToList());
            if (bit < whole.Length * 8)
            {
                var changed = whole.ToArray();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(file, changed);
                Assert.True(store.Get(First, ColumnSet.All).Count < 2);
            }
            else
            {
                File.Delete(file);
                Assert.Throws<ChainStoreException>(() => store.Get(First, ColumnSet.All));
            }

            store.Put(First, [Column(7, 0, 40), Column(7, 1, 50)]);
            Assert.Equal([Bytes(40), Bytes(50)], Both(store));
        }

        static IEnumerable<byte[]> Both(FileSidecarStore store) =>
            store.Get(First, ColumnSet.Of([0, 1])).Select(static column => column.Ssz);
    }

    [Fact]
    public void WhatTheDiskDoesNotGiveOfAFileIsLeftOutAndTheRestIsRead()
    {
        var (_, file) = Written(Bytes(40), Bytes(50));
        using var stream = new BrokenStream(File.ReadAllBytes(file), 20);
        var (index, ssz) = Assert.Single(SidecarFile.Read(stream, ColumnSet.All));
        Assert.Equal(1UL, index);
        Assert.Equal(Bytes(50), ssz);
    }

    [Fact]
    public void FilesOfOthersAndDamagedCustodyAreNoReasonToFail()
    {
        var (folder, file) = Written(Bytes(1));
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, "7-nonsense.columns"), "x");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, "notes.txt"), "x");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, $"1024-{RootOf(1024, 0)}.columns"), "x");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, $"007-{RootOf(7, 0)}.columns"), "x");
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(file)!, $"8-{RootOf(8, 0)}.columns"));
        using (var store = FileSidecarStore.Open(folder))
        {
            Assert.Equal(1, store.Count);
        }

        File.WriteAllText(Path.Combine(folder, "custody.json"), "{");
        Assert.Contains(folder, Assert.Throws<ChainStoreException>(() => FileSidecarStore.Open(folder)).Message);
    }

    [Fact]
    public void WhatCouldNotBeWrittenIsNotThereAndMayBeWrittenLater()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        using var store = FileSidecarStore.Open(folder);
        var inTheWay = Path.Combine(folder, "0");
        File.WriteAllText(inTheWay, "x");
        Assert.Throws<ChainStoreException>(() => store.Put(First, [Column(7, 1, 200)]));
        Assert.Equal((0, ColumnSet.None), (store.Count, store.IndicesOf(First)));
        Assert.Empty(store.Get(First, ColumnSet.All));
        store.Flush();
        Assert.False(store.Prune(8, 1));

        File.Delete(inTheWay);
        store.Put(First, [Column(7, 1, 200)]);
        Assert.Equal(Bytes(200), store.Get(First, ColumnSet.All).Single().Ssz);
    }

    [Fact]
    public void WhatIsForgottenIsTakenAgainAndTheLastOfTwoIsRead()
    {
        var (folder, _) = Written(Bytes(40), Bytes(50));
        using var files = FileSidecarStore.Open(folder);
        using var memory = new InMemorySidecarStore();
        memory.Put(First, [Column(7, 0, 40), Column(7, 1, 50)]);
        foreach (var store in (ISidecarStore[])[files, memory])
        {
            Assert.Equal((7UL, null), (store.SlotOf(First), store.SlotOf(RootOf(8, 1))));
            store.Forget(First, ColumnSet.None.With(1));
            store.Forget(RootOf(8, 1), ColumnSet.None.With(1));
            Assert.Equal([0UL], store.IndicesOf(First).ToList());
            Assert.Equal([0UL], store.Get(First, ColumnSet.All).Select(static column => column.Index));
            store.Put(First, [Column(7, 1, 60)]);
            Assert.Equal([40, 60], store.Get(First, ColumnSet.All).Select(static column => column.Ssz.Length));
        }
    }

    private static (string Folder, string File) Written(params byte[][] columns)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        using (var store = FileSidecarStore.Open(folder))
        {
            for (var i = 0; i < columns.Length; i++)
            {
                store.Put(First, [new StoredSidecar(7, (ulong)i, columns[i])]);
            }
        }

        return (folder, Directory.EnumerateFiles(folder, "*.columns", SearchOption.AllDirectories).Single());
    }

    private static void Compare(ISidecarStore expected, ISidecarStore actual, IEnumerable<Root> roots)
    {
        Assert.Equal(expected.Custody, actual.Custody);
        Assert.Equal(expected.Count, actual.Count);
        foreach (var root in roots)
        {
            Assert.Equal(expected.IndicesOf(root), actual.IndicesOf(root));
            var wanted = new ColumnSet(UInt128.MaxValue / 3);
            foreach (var (one, other) in expected.Get(root, wanted).Zip(actual.Get(root, wanted)))
            {
                Assert.Equal((one.Slot, one.Index), (other.Slot, other.Index));
                Assert.Equal(one.Ssz, other.Ssz);
            }

            Assert.Equal(expected.Get(root, wanted).Count, actual.Get(root, wanted).Count);
        }
    }

    private static StoredSidecar Column(int slot, int index, int length) => new((ulong)slot, (ulong)index, Bytes(length));

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 7) + length))];

    private static Root RootOf(int slot, int branch) => new([.. BitConverter.GetBytes(slot), (byte)branch, .. new byte[27]]);
}
