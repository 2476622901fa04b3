using RocksDbSharp;

namespace Consensoor.Interop.Storage.Keyed;

/// <summary>Tables in a folder of RocksDB, a column family each. Its log is brought to disk by <see cref="Flush"/>.</summary>
internal sealed class RocksKeyValues : IKeyValues
{
    private const ulong Buffer = 8UL << 20;
    private const ulong LargestLog = 64UL << 20;

    private readonly RocksDb _database;
    private readonly ColumnFamilyHandle[] _tables;
    private readonly WriteOptions _unsynced = new();
    private readonly ReadOptions _checked = new ReadOptions().SetVerifyChecksums(true);

    /// <summary>Opens or makes a folder.</summary>
    public RocksKeyValues(string path)
    {
        var options = new DbOptions()
            .SetCreateIfMissing(true)
            .SetCreateMissingColumnFamilies(true)
            .SetParanoidChecks(true)
            .SetMaxTotalWalSize(LargestLog)
            .SetMaxOpenFiles(256)
            .SetKeepLogFileNum(2)
            .SetInfoLogLevel(InfoLogLevel.Warn)
            .SetMaxBackgroundCompactions(1);
        var families = new ColumnFamilies();
        foreach (var table in Enum.GetNames<KeyTable>())
        {
            // What is kept is compressed or does not compress.
            families.Add(table, new ColumnFamilyOptions().SetWriteBufferSize(Buffer).SetCompression(Compression.No));
        }

        _database = RocksDb.Open(options, path, families);
        _tables = [.. Enum.GetNames<KeyTable>().Select(_database.GetColumnFamily)];
    }

    /// <inheritdoc/>
    public byte[]? Get(KeyTable table, byte[] key) => _database.Get(key, _tables[(int)table], _checked);

    /// <inheritdoc/>
    public IEnumerable<(byte[] Key, byte[] Value)> From(KeyTable table, byte[] key)
    {
        using var at = _database.NewIterator(_tables[(int)table], _checked);
        for (at.Seek(key); at.Valid(); at.Next())
        {
            yield return (at.Key(), at.Value());
        }

        ThrowIfBroken(at);
    }

    /// <inheritdoc/>
    public (byte[] Key, byte[] Value)? LastUpTo(KeyTable table, byte[] key)
    {
        using var at = _database.NewIterator(_tables[(int)table], _checked);
        at.SeekForPrev(key);
        if (at.Valid())
        {
            return (at.Key(), at.Value());
        }

        ThrowIfBroken(at);
        return null;
    }

    /// <inheritdoc/>
    public void Write(IReadOnlyList<KeyChange> changes)
    {
        using var batch = new WriteBatch();
        foreach (var (table, key, value) in changes)
        {
            _ = value is null ? batch.Delete(key, _tables[(int)table]) : batch.Put(key, value, _tables[(int)table]);
        }

        _database.Write(batch, _unsynced);
    }

    /// <inheritdoc/>
    public void Flush() => Native.Instance.rocksdb_flush_wal(_database.Handle, 1);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    // An iterator that meets a damaged block ends, as it does behind the last pair.
    private static void ThrowIfBroken(Iterator at)
    {
        Native.Instance.rocksdb_iter_get_error(at.Handle, out var error);
        if (error != IntPtr.Zero)
        {
            throw new RocksDbException(error);
        }
    }
}
