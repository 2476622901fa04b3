using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Interop.Storage;

/// <summary>
/// A store of columns in a folder: a file a block (<see cref="ColumnFile"/>) in a folder for 1,024 slots, and `custody.json`. It keeps some
/// 150 bytes of memory a block; what a file holds is read when it is first asked for. Cells do not compress, and a database would copy
/// them twice and never give the room back.
/// </summary>
public sealed class FileColumnStore : IColumnStore
{
    private const ulong SlotsPerFolder = 1024;
    private const string CustodyFile = "custody.json";
    private const string Extension = ".columns";
    private const int MaxCustodyLength = 4096;

    private readonly string _folder;
    private readonly Dictionary<Root, Entry> _blocks = [];
    private readonly SortedDictionary<Slot, List<Root>> _bySlot = [];
    private readonly HashSet<Root> _dirty = [];

    private FileColumnStore(string folder) => _folder = folder;

    /// <inheritdoc/>
    public StoredCustody? Custody { get; private set; }

    /// <inheritdoc/>
    public int Count => _blocks.Count;

    /// <summary>Opens a folder, or makes it; throws <see cref="ChainStoreException"/> where it cannot be read or written.</summary>
    public static FileColumnStore Open(string folder)
    {
        var store = new FileColumnStore(folder);
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
    public void Put(Root blockRoot, IReadOnlyList<StoredColumn> columns)
    {
        if (columns.Any(static column => column.Index >= KzgSizes.CellsPerExtBlob))
        {
            throw new ArgumentException("there is no such column", nameof(columns));
        }

        Guarded(() =>
        {
            _blocks.TryGetValue(blockRoot, out var entry);
            var missing = columns.Where(column => entry is null || !Columns(entry).Contains(column.Index)).ToList();
            if (missing.Count == 0)
            {
                return;
            }

            entry ??= Add(missing[0].Slot, blockRoot, PathOf(missing[0].Slot, blockRoot));
            Directory.CreateDirectory(Path.GetDirectoryName(entry.Path)!);
            using (var file = new FileStream(entry.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read))
            {
                var (known, end) = ColumnFile.Scan(file);
                var kept = entry.Columns ?? known;
                foreach (var column in missing)
                {
                    end = ColumnFile.Append(file, end, column.Index, column.Ssz);
                    kept = kept.With(column.Index);
                }

                entry.Columns = kept;
            }

            _dirty.Add(blockRoot);
        });
    }

    /// <inheritdoc/>
    public ColumnSet ColumnsOf(Root blockRoot)
    {
        var found = ColumnSet.None;
        Guarded(() => found = _blocks.TryGetValue(blockRoot, out var entry) ? Columns(entry) : ColumnSet.None);
        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredColumn> Get(Root blockRoot, ColumnSet wanted)
    {
        IReadOnlyList<StoredColumn> found = [];
        Guarded(() =>
        {
            if (!_blocks.TryGetValue(blockRoot, out var entry) || Columns(entry).Intersect(wanted).IsEmpty)
            {
                return;
            }

            using var file = new FileStream(entry.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var (whole, damaged) = ColumnFile.Read(file, Columns(entry).Intersect(wanted));
            entry.Columns = Columns(entry).Except(damaged);
            found = [.. whole.Select(column => new StoredColumn(entry.Slot, column.Index, column.Ssz))];
        });
        return found;
    }

    /// <inheritdoc/>
    public bool Prune(Slot before, int blocks)
    {
        Guarded(() =>
        {
            while (blocks > 0 && _bySlot.Count > 0 && _bySlot.First() is var (slot, roots) && slot < before)
            {
                var root = roots[^1];
                File.Delete(_blocks[root].Path);
                _blocks.Remove(root);
                _dirty.Remove(root);
                roots.RemoveAt(roots.Count - 1);
                blocks--;
                if (roots.Count == 0)
                {
                    _bySlot.Remove(slot);
                    DropFolder(slot);
                }
            }
        });
        return _bySlot.Count > 0 && _bySlot.First().Key < before;
    }

    /// <inheritdoc/>
    public void Flush() => Guarded(() =>
    {
        foreach (var root in _dirty)
        {
            using var file = new FileStream(_blocks[root].Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
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

    private static ColumnSet Columns(Entry entry)
    {
        if (entry.Columns is { } known)
        {
            return known;
        }

        using var file = new FileStream(entry.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var columns = ColumnFile.Scan(file).Columns;
        entry.Columns = columns;
        return columns;
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

    private string PathOf(Slot slot, Root root) => Path.Combine(
        _folder,
        (slot / SlotsPerFolder).ToString(CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{slot}-{root}{Extension}"));

    private Entry Add(Slot slot, Root root, string path)
    {
        var entry = new Entry(slot, path);
        _blocks.Add(root, entry);
        if (!_bySlot.TryGetValue(slot, out var roots))
        {
            _bySlot[slot] = roots = [];
        }

        roots.Add(root);
        return entry;
    }

    // What is not named as this class names its files is left alone.
    private void List(string part)
    {
        foreach (var path in Directory.EnumerateFiles(part, "*" + Extension))
        {
            var name = Path.GetFileNameWithoutExtension(path).Split('-');
            if (name is [var digits, var text]
                && Slot.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
                && Root.TryParse(text, out var root)
                && !_blocks.ContainsKey(root)
                && RegularFile.Problem(path) is null)
            {
                Add(slot, root, path);
            }
        }
    }

    private void DropFolder(Slot slot)
    {
        var folder = Path.GetDirectoryName(PathOf(slot, default))!;
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

    private sealed class Entry(Slot slot, string path)
    {
        public Slot Slot => slot;

        public string Path => path;

        public ColumnSet? Columns { get; set; }
    }
}
