using LiteDB;
using LiteDB.Engine;

namespace Consensoor.Interop.Storage;

/// <summary>
/// A chain store in one LiteDB file; SSZ is kept snappy-compressed. LiteDB hands what it commits to a writer: only <see cref="Flush"/> says
/// that it has been given to the disk, which a power cut may undo, since LiteDB does not wait for its log. Blocks, payloads, roots by slot
/// and states that this version wrote have checksums, and no other row. After a failure the file is opened anew at the next call, so that a
/// full disk heals without a restart. All that can go wrong is a <see cref="ChainStoreException"/>.
/// </summary>
public sealed class LiteDbChainStore : IChainStore
{
    // 1: version 0.1.0, with what the keys signed among the values.
    private const int OldVersion = 1;
    private const int FormatVersion = 2;

    private readonly string _path;
    private readonly Func<LiteEngine> _open;
    private LiteEngine? _engine;
    private ChainTables? _tables;

    private LiteDbChainStore(string path, Func<LiteEngine> open)
    {
        _path = path;
        _open = open;
    }

    /// <inheritdoc/>
    public StoredAnchor? Anchor => Guarded(static tables => tables.Anchor());

    /// <summary>True where the file is of version 0.1.0 and <see cref="FinishUpgrade"/> has not been called.</summary>
    public bool IsOld => Guarded(static tables => tables.Database.UserVersion == OldVersion);

    /// <summary>
    /// Opens or creates a store; throws <see cref="ChainStoreException"/> where the file is in use, damaged or of an unknown format.
    /// </summary>
    public static LiteDbChainStore Open(string path) => Open(path, () => IsDatabase(path)
        ? new LiteEngine(path)
        : throw new ChainStoreException("move it away to begin anew"));

    /// <summary>Drops the values that version 0.1.0 kept, once they are kept elsewhere, and makes the format the present one.</summary>
    public void FinishUpgrade() => Guarded(static tables =>
    {
        tables.Values.DeleteAll();
        tables.Database.UserVersion = FormatVersion;
        tables.Database.Checkpoint();
        return true;
    });

    /// <inheritdoc/>
    public void PutBlock(StoredBlockRow block) => Guarded(tables => tables.Put(block));

    /// <inheritdoc/>
    public void PutEnvelope(StoredEnvelopeRow envelope) => Guarded(tables => tables.Put(envelope));

    /// <inheritdoc/>
    public void PutAnchor(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots, bool keepsFormer = false) =>
        Guarded(tables => tables.Put(anchor, finalizedRoots, keepsFormer));

    /// <inheritdoc/>
    public StoredAnchorHead? AnchorHead => Guarded(static tables => tables.Head());

    /// <inheritdoc/>
    public StoredPage FinalizedAfter(Slot slot, int count) => Guarded(tables => tables.FinalizedAfter(slot, count));

    /// <inheritdoc/>
    public Slot? SlotOfState(Root stateRoot) => Guarded(tables => tables.SlotOfState(stateRoot));

    /// <inheritdoc/>
    public StoredSnapshot? FindSnapshot(Slot atOrBefore) => Guarded(tables => tables.FindSnapshot(atOrBefore));

    /// <inheritdoc/>
    public byte[]? ReadSnapshot(StoredSnapshot snapshot) => Guarded(tables => tables.ReadSnapshot(snapshot));

    /// <inheritdoc/>
    public void PutSnapshot(StoredSnapshot snapshot, byte[] ssz) => Guarded(tables => tables.Put(snapshot, ssz));

    /// <inheritdoc/>
    public bool Prune(StoredRetention retention, int rows) => Guarded(tables => tables.Prune(retention, rows));

    /// <inheritdoc/>
    public void Survey(Action<StoredItem> see) => Guarded(tables =>
    {
        tables.Survey(see);
        return true;
    });

    /// <inheritdoc/>
    public StoredHistory? History => Guarded(static tables => tables.History());

    /// <inheritdoc/>
    public void PutHistory(
        StoredHistory history, IReadOnlyList<StoredBlockRow> blocks, IReadOnlyList<StoredEnvelopeRow> envelopes) =>
        Guarded(tables => tables.Put(history, blocks, envelopes));

    /// <inheritdoc/>
    public void Flush() => Guarded(static tables =>
    {
        // Waits for the writer and copies the log, which is not flushed, into the file, which is.
        tables.Database.Checkpoint();
        return true;
    });

    /// <inheritdoc/>
    public StoredBlockRow? GetBlock(Root root) => Guarded(tables => tables.Block(root));

    /// <inheritdoc/>
    public StoredEnvelopeRow? GetEnvelope(Root blockRoot) => Guarded(tables => tables.Envelope(blockRoot));

    /// <inheritdoc/>
    public Root? GetFinalizedRoot(Slot slot) => Guarded(tables => tables.FinalizedRoot(slot));

    /// <inheritdoc/>
    public StoredPage BlocksAfter(Slot slot, int count) => Guarded(tables => tables.BlocksAfter(slot, count));

    /// <summary>The value that version 0.1.0 kept under a name, or null.</summary>
    public byte[]? GetValue(string name) => Guarded(tables => tables.Values.FindById(name)?["value"].AsBinary);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _engine?.Dispose();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What it could not write is what the log or the next start writes again.
        }

        if (_engine is { } closed)
        {
            LeftTransactions.Silence(closed);
        }

        (_engine, _tables) = (null, null);
    }

    /// <summary>Opens a store over what a function opens, again after each failure.</summary>
    internal static LiteDbChainStore Open(string path, Func<LiteEngine> open)
    {
        var store = new LiteDbChainStore(path, open);
        _ = store.Guarded(static _ => true);
        return store;
    }

    // The library takes a file of less than a page for a new one, and writes over it.
    private static bool IsDatabase(string path)
    {
        if (RegularFile.Problem(path) is { } problem)
        {
            throw new ChainStoreException($"it {problem}");
        }

        var file = new FileInfo(path);
        if (!file.Exists || file.Length == 0)
        {
            return true;
        }

        Span<byte> head = stackalloc byte[64];
        using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.IndexOf("** This is a LiteDB file **"u8) >= 0;
    }

    private static ChainTables Prepare(LiteDatabase database)
    {
        if (database.UserVersion == 0)
        {
            database.UserVersion = FormatVersion;
        }

        return database.UserVersion is OldVersion or FormatVersion
            ? new ChainTables(database)
            : throw new ChainStoreException($"it has format {database.UserVersion}, this program knows format {FormatVersion}");
    }

    // LiteDB throws exceptions of every kind over a damaged file.
    private T Guarded<T>(Func<ChainTables, T> act)
    {
        try
        {
            if (_tables is null)
            {
                _engine = _open();

                // The mapper that LiteDB 5.0.21 has for all databases is not safe where several threads use it for the first time.
                _tables = Prepare(new LiteDatabase(_engine, new BsonMapper(), disposeOnClose: false));
            }

            return act(_tables);
        }
        catch (DamagedRecordException e) when (_tables is not null)
        {
            // The database is well: the rest can be read.
            throw new DamagedRecordException($"{_path}: {e.Message}", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Dispose();
            throw new ChainStoreException(
                $"{_path} is damaged, or cannot be read or written, or is no chain store of this program: {e.Message}", e);
        }
    }
}
