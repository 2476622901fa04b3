using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Interop.Storage;

/// <summary>
/// A store of sidecars in a folder: a file a block (<see cref="SidecarFile"/>) in a folder for 1,024 slots, and `custody.json`. In memory
/// it keeps the root, slot and indices of each block, and no text: opening it reads the names of all files, a file a block of the time that
/// is kept, and opens none; what a file holds is read when it is first asked for. Cells and blobs do not compress, and a database would
/// copy them twice and never give the room back.
/// </summary>
public sealed class FileSidecarStore : ISidecarStore
{
    private const ulong SlotsPerFolder = 1024;
    private const string CustodyFile = "custody.json";
    private const int MaxCustodyLength = 4096;

    private readonly string _folder;
    private readonly string _extension;
    private readonly Dictionary<Root, SidecarFileEntry> _blocks = [];
    private readonly SortedSet<(Slot Slot, Root Root)> _bySlot = new(OldestFirst.Order);
    private readonly HashSet<Root> _dirty = [];

    private FileSidecarStore(string folder, string kind) => (_folder, _extension) = (folder, $".{kind}");

    /// <inheritdoc/>
    public StoredCustody? Custody { get; private set; }

    /// <inheritdoc/>
    public int Count => _blocks.Count;

    /// <summary>
    /// Opens a folder, or makes it; files end in what they keep. Throws <see cref="ChainStoreException"/> where it cannot be read or
    /// written.
    /// </summary>
    public static FileSidecarStore Open(string folder, string kind = "columns")
    {
        var store = new FileSidecarStore(folder, kind);
        store.Guarded(() =>
        {
            Directory.CreateDirectory(folder);
            store.Custody = store.LoadCustody();
            foreach (var part in Directory.EnumerateDirectories(folder))
            {
                store.List(part);
            }
        });
        return store;
    }

    /// <inheritdoc/>
    public void PutCustody(StoredCustody custody) => Guarded(() =>
    {
        var path = Path.Combine(_folder, CustodyFile);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(custody));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        Custody = custody;
    });

    /// <inheritdoc/>
    public void Put(Root blockRoot, IReadOnlyList<StoredSidecar> sidecars)
    {
        if (sidecars.Any(static sidecar => sidecar.Index >= KzgSizes.CellsPerExtBlob))
        {
            throw new ArgumentException("there is no such index", nameof(sidecars));
        }

        Guarded(() =>
        {
            _blocks.TryGetValue(blockRoot, out var entry);
            if (sidecars.All(sidecar => entry is { IsRead: true } && entry.Indices.Contains(sidecar.Index)))
            {
                return;
            }

            var path = PathOf(entry?.Slot ?? sidecars[0].Slot, blockRoot);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = Opened(path, FileMode.OpenOrCreate, FileAccess.ReadWrite))
            {
                entry ??= Add(sidecars[0].Slot, blockRoot);
                entry.ReadOrBeginAnew(file);
                foreach (var sidecar in sidecars.Where(sidecar => !entry.Indices.Contains(sidecar.Index)))
                {
                    entry.End = SidecarFile.Append(file, entry.End, sidecar.Index, sidecar.Ssz);
                    entry.Indices = entry.Indices.With(sidecar.Index);
                    _dirty.Add(blockRoot);
                }
            }
        });
    }

    /// <inheritdoc/>
    public ColumnSet IndicesOf(Root blockRoot)
    {
        var found = ColumnSet.None;
        Guarded(() => found = _blocks.TryGetValue(blockRoot, out var entry) ? Indices(blockRoot, entry) : ColumnSet.None);
        return found;
    }

    /// <inheritdoc/>
    public Slot? SlotOf(Root blockRoot) => _blocks.TryGetValue(blockRoot, out var entry) ? entry.Slot : null;

    /// <inheritdoc/>
    public IReadOnlyList<Root> From(Slot slot) => [.. OldestFirst.From(_bySlot, slot)];

    /// <inheritdoc/>
    public void Forget(Root blockRoot, ColumnSet indices) => Guarded(() =>
    {
        if (_blocks.TryGetValue(blockRoot, out var entry))
        {
            entry.Indices = Indices(blockRoot, entry).Except(indices);
        }
    });

    /// <inheritdoc/>
    public IReadOnlyList<StoredSidecar> Get(Root blockRoot, ColumnSet wanted)
    {
        IReadOnlyList<StoredSidecar> found = [];
        Guarded(() =>
        {
            if (!_blocks.TryGetValue(blockRoot, out var entry)
                || Indices(blockRoot, entry).Intersect(wanted) is not { IsEmpty: false } kept)
            {
                return;
            }

            // Where the file cannot be read, it is looked at anew the next time.
            var (indices, end) = entry.Forget();
            using var file = Opened(PathOf(entry.Slot, blockRoot), FileMode.Open, FileAccess.Read);
            var whole = SidecarFile.Read(file, kept);
            var lost = kept.Except(ColumnSet.Of(whole.Select(static sidecar => sidecar.Index)));
            if (!lost.IsEmpty)
            {
                // A length may have changed, and with it all that follows.
                (indices, end) = SidecarFile.Scan(file);
            }

            (entry.Indices, entry.End) = (indices.Except(lost), end);
            found = [.. whole.Select(sidecar => new StoredSidecar(entry.Slot, sidecar.Index, sidecar.Ssz))];
        });
        return found;
    }

    /// <inheritdoc/>
    public bool Prune(Slot before, int blocks)
    {
        Guarded(() =>
        {
            for (; blocks > 0 && _bySlot.Count > 0 && _bySlot.Min.Slot < before; blocks--)
            {
                var (slot, root) = _bySlot.Min;
                File.Delete(PathOf(slot, root));
                _bySlot.Remove((slot, root));
                _blocks.Remove(root);
                _dirty.Remove(root);
                if (_bySlot.Count == 0 || _bySlot.Min.Slot / SlotsPerFolder != slot / SlotsPerFolder)
                {
                    DropFolder(slot);
                }
            }
        });
        return _bySlot.Count > 0 && _bySlot.Min.Slot < before;
    }

    /// <inheritdoc/>
    public void Flush() => Guarded(() =>
    {
        foreach (var root in _dirty)
        {
            using var file = Opened(PathOf(_blocks[root].Slot, root), FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }

        _dirty.Clear();
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        catch (ChainStoreException)
        {
            // What is not on disk is fetched again.
        }
    }

    // Without a buffer: what was written is with the system when the write returns, or it has failed.
    private static FileStream Opened(string path, FileMode mode, FileAccess access) => RegularFile.Problem(path) is { } problem
        ? throw new IOException($"{path} {problem}")
        : new FileStream(path, mode, access, FileShare.ReadWrite, bufferSize: 0);

    private ColumnSet Indices(Root root, SidecarFileEntry entry)
    {
        if (!entry.IsRead)
        {
            using var file = Opened(PathOf(entry.Slot, root), FileMode.Open, FileAccess.Read);
            entry.Read(file);
        }

        return entry.Indices;
    }

    private StoredCustody? LoadCustody()
    {
        var path = Path.Combine(_folder, CustodyFile);
        if (RegularFile.Problem(path) is { } problem)
        {
            throw new ChainStoreException($"{path} {problem}");
        }

        if (!File.Exists(path))
        {
            return null;
        }

        return new FileInfo(path).Length <= MaxCustodyLength
            ? JsonSerializer.Deserialize<StoredCustody>(File.ReadAllBytes(path))
            : throw new ChainStoreException($"{path} is longer than {MaxCustodyLength} bytes");
    }

    private static string FolderOf(Slot slot) => (slot / SlotsPerFolder).ToString(CultureInfo.InvariantCulture);

    private string NameOf(Slot slot, Root root) => string.Create(CultureInfo.InvariantCulture, $"{slot}-{root}{_extension}");

    private string PathOf(Slot slot, Root root) => Path.Combine(_folder, FolderOf(slot), NameOf(slot, root));

    private SidecarFileEntry Add(Slot slot, Root root)
    {
        var entry = new SidecarFileEntry(slot);
        _blocks.Add(root, entry);
        _bySlot.Add((slot, root));
        return entry;
    }

    // What does not stand where this class puts its files, under their names, is left alone.
    private void List(string part)
    {
        var folder = Path.GetFileName(part);
        var files = new FileSystemEnumerable<(Slot Slot, Root Root)?>(
            part,
            (ref FileSystemEntry file) => file.IsDirectory ? null : Parsed(file.FileName),
            new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false });
        foreach (var file in files)
        {
            if (file is var (slot, root) && folder == FolderOf(slot) && !_blocks.ContainsKey(root))
            {
                Add(slot, root);
            }
        }
    }

    private (Slot Slot, Root Root)? Parsed(ReadOnlySpan<char> name)
    {
        var dash = name.IndexOf('-');
        return dash > 0
            && name.EndsWith(_extension, StringComparison.Ordinal)
            && Slot.TryParse(name[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
            && Root.TryParse(name[(dash + 1)..^_extension.Length], out var root)
            && name.SequenceEqual(NameOf(slot, root))
            ? (slot, root)
            : null;
    }

    private void DropFolder(Slot slot)
    {
        var folder = Path.Combine(_folder, FolderOf(slot));
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            throw new ChainStoreException($"{_folder} cannot be read or written: {e.Message}", e);
        }
    }
}
