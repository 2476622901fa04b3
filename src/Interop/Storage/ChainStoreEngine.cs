namespace Consensoor.Interop.Storage;

/// <summary>What a chain store is kept in.</summary>
public enum ChainStoreEngine
{
    /// <summary>One file of LiteDB.</summary>
    LiteDb,

    /// <summary>One file of SQLite and its log.</summary>
    Sqlite,

    /// <summary>A folder of RocksDB.</summary>
    RocksDb,
}
