namespace Consensoor.Interop.Storage.Keyed;

/// <summary>
/// A chain store over ordered tables of bytes, with a checksum a record. After a failure of the engine the tables are opened anew at the
/// next call, so that a full disk heals without a restart. All that can go wrong is a <see cref="ChainStoreException"/>.
/// </summary>
public sealed class KeyedChainStore : IChainStore
{
    private readonly string _path;
    private readonly Func<IKeyValues> _open;
    private IKeyValues? _values;
    private KeyedTables? _tables;

    internal KeyedChainStore(string path, Func<IKeyValues> open)
    {
        (_path, _open) = (path, open);
        Guarded(static _ => true);
    }

    /// <inheritdoc/>
    public StoredAnchor? Anchor => Guarded(static tables => tables.Anchor());

    /// <inheritdoc/>
    public StoredAnchorHead? AnchorHead => Guarded(static tables => tables.Head());

    /// <inheritdoc/>
    public StoredHistory? History => Guarded(static tables => tables.History());

    /// <summary>Opens or makes a store in one SQLite file; throws <see cref="ChainStoreException"/> where that cannot be.</summary>
    public static KeyedChainStore OpenSqlite(string path) => new(path, () => RegularFile.Problem(path) is { } problem
        ? throw new ChainStoreException($"it {problem}")
        : IsDatabase(path) ? new SqliteKeyValues(path) : throw new ChainStoreException("move it away to begin anew"));

    /// <summary>Opens or makes a store in a folder of RocksDB; throws <see cref="ChainStoreException"/> where that cannot be.</summary>
    public static KeyedChainStore OpenRocks(string path) => new(path, () => new RocksKeyValues(path));

    /// <inheritdoc/>
    public void PutHistory(
        StoredHistory history, IReadOnlyList<StoredBlockRow> blocks, IReadOnlyList<StoredEnvelopeRow> envelopes) =>
        Do(tables => tables.Put(history, blocks, envelopes));

    /// <inheritdoc/>
    public void PutBlock(StoredBlockRow block) => Do(tables => tables.Put(block));

    /// <inheritdoc/>
    public void PutEnvelope(StoredEnvelopeRow envelope) => Do(tables => tables.Put(envelope));

    /// <inheritdoc/>
    public void PutAnchor(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots, bool keepsFormer = false) =>
        Do(tables => tables.Put(anchor, finalizedRoots, keepsFormer));

    /// <inheritdoc/>
    public StoredBlockRow? GetBlock(Root root) => Guarded(tables => tables.BlockOf(root));

    /// <inheritdoc/>
    public StoredEnvelopeRow? GetEnvelope(Root blockRoot) => Guarded(tables => tables.EnvelopeOf(blockRoot));

    /// <inheritdoc/>
    public Root? GetFinalizedRoot(Slot slot) => Guarded(tables => tables.FinalizedRoot(slot));

    /// <inheritdoc/>
    public StoredPage BlocksAfter(Slot slot, int count) => Guarded(tables => tables.BlocksAfter(slot, count));

    /// <inheritdoc/>
    public StoredPage FinalizedAfter(Slot slot, int count) => Guarded(tables => tables.FinalizedAfter(slot, count));

    /// <inheritdoc/>
    public Slot? SlotOfState(Root stateRoot) => Guarded(tables => tables.SlotOfState(stateRoot));

    /// <inheritdoc/>
    public StoredSnapshot? FindSnapshot(Slot atOrBefore) => Guarded(tables => tables.FindSnapshot(atOrBefore));

    /// <inheritdoc/>
    public byte[]? ReadSnapshot(StoredSnapshot snapshot) => Guarded(tables => tables.State(snapshot));

    /// <inheritdoc/>
    public void PutSnapshot(StoredSnapshot snapshot, byte[] ssz) => Do(tables => tables.Put(snapshot, ssz));

    /// <inheritdoc/>
    public bool Prune(StoredRetention retention, int rows) => Guarded(tables => tables.Prune(retention, rows));

    /// <inheritdoc/>
    public void Survey(Action<StoredItem> see) => Do(tables => tables.Survey(see));

    /// <inheritdoc/>
    public void Flush() => Do(static tables => tables.Flush());

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (_tables is { } tables)
            {
                tables.Flush();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What it could not write was not promised.
        }

        Close();
    }

    // The library takes a file of few bytes for a new one.
    private static bool IsDatabase(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return true;
        }

        Span<byte> head = stackalloc byte[16];
        using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual("SQLite format 3\0"u8);
    }

    private void Close()
    {
        try
        {
            _values?.Dispose();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The next start finds what is on disk.
        }

        (_values, _tables) = (null, null);
    }

    private void Do(Action<KeyedTables> act) => Guarded(tables =>
    {
        act(tables);
        return true;
    });

    private T Guarded<T>(Func<KeyedTables, T> act)
    {
        try
        {
            if (_tables is null)
            {
                _values = _open();
                _tables = new KeyedTables(_values);
            }

            return act(_tables);
        }
        catch (DamagedRecordException e) when (_tables is not null)
        {
            // The engine is well: the rest can be read.
            throw new DamagedRecordException($"{_path}: {e.Message}", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Close();
            throw new ChainStoreException(
                $"{_path} is damaged, or cannot be read or written, or is no chain store of this program: {e.Message}", e);
        }
    }
}
