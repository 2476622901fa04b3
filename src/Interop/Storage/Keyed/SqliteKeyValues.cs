using Microsoft.Data.Sqlite;

namespace Consensoor.Interop.Storage.Keyed;

/// <summary>
/// Tables in one SQLite file. What is written between two flushes is one transaction, so that a flush costs one wait for the disk; the log
/// (WAL) is brought into the file in a flush alone, and where the disk is full in a later one. Opening a file that is there writes nothing,
/// so that a chain on a full disk can be read.
/// </summary>
internal sealed class SqliteKeyValues : IKeyValues
{
    // Pages of the log from which on a flush brings it into the file.
    private const int LogPages = 1000;
    private const int Busy = 5;
    private const int Full = 13;
    private const long Incremental = 2;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<(KeyTable Table, string Kind), SqliteCommand> _commands = [];
    private SqliteTransaction? _transaction;

    /// <summary>Opens or makes a file.</summary>
    public SqliteKeyValues(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = Busy,
        }.ToString());
        try
        {
            _connection.Open();

            // Exclusive: no shared memory beside the file, and no other program in it.
            Run("PRAGMA locking_mode = EXCLUSIVE");
            Run("PRAGMA wal_autocheckpoint = 0");
            Run("PRAGMA page_size = 8192");
            if (!IsIncremental())
            {
                Run("PRAGMA auto_vacuum = INCREMENTAL");
            }

            Run("PRAGMA journal_mode = WAL");
            Run("PRAGMA synchronous = FULL");
            Run("PRAGMA trusted_schema = OFF");
            Run("PRAGMA cache_size = -16384");
            foreach (var table in Enum.GetValues<KeyTable>())
            {
                Run($"CREATE TABLE IF NOT EXISTS {table} (key BLOB PRIMARY KEY NOT NULL, value BLOB NOT NULL)");
            }
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public byte[]? Get(KeyTable table, byte[] key)
    {
        var command = Prepared(table, "get", static name => $"SELECT value FROM {name} WHERE key = $key");
        command.Parameters["$key"].Value = key;
        return command.ExecuteScalar() as byte[];
    }

    /// <inheritdoc/>
    public IEnumerable<(byte[] Key, byte[] Value)> From(KeyTable table, byte[] key)
    {
        // Several may be read at once.
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT key, value FROM {table} WHERE key >= $key ORDER BY key";
        command.Parameters.AddWithValue("$key", key);
        command.Transaction = _transaction;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return ((byte[])rows[0], (byte[])rows[1]);
        }
    }

    /// <inheritdoc/>
    public (byte[] Key, byte[] Value)? LastUpTo(KeyTable table, byte[] key)
    {
        var command = Prepared(table, "last", static name => $"SELECT key, value FROM {name} WHERE key <= $key ORDER BY key DESC LIMIT 1");
        command.Parameters["$key"].Value = key;
        using var rows = command.ExecuteReader();
        return rows.Read() ? ((byte[])rows[0], (byte[])rows[1]) : null;
    }

    /// <inheritdoc/>
    public void Write(IReadOnlyList<KeyChange> changes)
    {
        _transaction ??= _connection.BeginTransaction();
        foreach (var (table, key, value) in changes)
        {
            var command = value is null
                ? Prepared(table, "drop", static name => $"DELETE FROM {name} WHERE key = $key")
                : Prepared(
                    table,
                    "put",
                    static name => $"INSERT INTO {name} (key, value) VALUES ($key, $value) ON CONFLICT (key) DO UPDATE SET value = $value");
            command.Parameters["$key"].Value = key;
            command.Parameters["$value"].Value = (object?)value ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (_transaction is { } transaction)
        {
            _transaction = null;
            using (transaction)
            {
                transaction.Commit();
            }
        }

        if (new FileInfo(_connection.DataSource + "-wal") is { Exists: true, Length: > LogPages * 8192L })
        {
            try
            {
                Run("PRAGMA wal_checkpoint(TRUNCATE)");
                Run("PRAGMA incremental_vacuum(512)");
            }
            catch (SqliteException e) when (e.SqliteErrorCode == Full)
            {
                // What was written is on disk, in the log.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
        _transaction?.Dispose();
        _transaction = null;
        _connection.Dispose();
    }

    // Saying so once more would be a write.
    private bool IsIncremental()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA auto_vacuum";
        return command.ExecuteScalar() is Incremental;
    }

    private void Run(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
        }
    }

    private SqliteCommand Prepared(KeyTable table, string kind, Func<string, string> text)
    {
        if (!_commands.TryGetValue((table, kind), out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = text(table.ToString());
            command.Parameters.Add("$key", SqliteType.Blob);
            command.Parameters.Add("$value", SqliteType.Blob).Value = DBNull.Value;
            _commands.Add((table, kind), command);
        }

        command.Transaction = _transaction;
        return command;
    }
}
