using System.Globalization;
using Consensoor.Interop.Storage;
using Microsoft.Data.Sqlite;

namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>The tables of a slashing protection, and nothing of its rules.</summary>
internal sealed class ProtectionDatabase : IDisposable
{
    // "CSP1": a file of ours, and of which kind.
    private const int ApplicationId = 0x43535031;
    private const int FormatVersion = 1;

    private const string Schema = """
        CREATE TABLE chain (genesis_validators_root BLOB NOT NULL);
        CREATE TABLE blocks (pubkey BLOB NOT NULL, slot INTEGER NOT NULL, signing_root BLOB, UNIQUE (pubkey, slot, signing_root));
        CREATE TABLE attestations (
            pubkey BLOB NOT NULL, source INTEGER NOT NULL, target INTEGER NOT NULL, signing_root BLOB,
            UNIQUE (pubkey, target, source, signing_root));
        CREATE TABLE floors (pubkey BLOB PRIMARY KEY NOT NULL, slot INTEGER, source INTEGER, target INTEGER) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private SqliteTransaction? _transaction;

    private ProtectionDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>
    /// Opens or makes a file; throws <see cref="SlashingProtectionException"/> where it is in use, damaged, of another format or chain.
    /// </summary>
    public static ProtectionDatabase Open(string path, Root genesisValidatorsRoot)
    {
        if (RegularFile.Problem(path) is { } problem)
        {
            throw new SlashingProtectionException($"the slashing protection {path} {problem}");
        }

        var text = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString();
        var database = new ProtectionDatabase(new SqliteConnection(text));
        try
        {
            database._connection.Open();
            database.Prepare(path, genesisValidatorsRoot);
            return database;
        }
        catch (Exception e)
        {
            database.Dispose();
            throw e as SlashingProtectionException
                ?? new SlashingProtectionException($"the slashing protection {path} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Begins a transaction; disposing it without a commit undoes it.</summary>
    public SqliteTransaction Begin() => _transaction = _connection.BeginTransaction();

    /// <summary>Reads the history of a key.</summary>
    public SigningHistory Load(BLSPubkey pubkey, ProtectionStrategy strategy)
    {
        using var floors = Command("SELECT slot, source, target FROM floors WHERE pubkey = $1", pubkey);
        using var floor = floors.ExecuteReader();
        var history = new SigningHistory(
            strategy, floor.Read() ? new HistoryFloor(Number(floor, 0), Number(floor, 1), Number(floor, 2)) : default);
        using var blocks = Command("SELECT slot, signing_root FROM blocks WHERE pubkey = $1 ORDER BY slot", pubkey);
        using var block = blocks.ExecuteReader();
        while (block.Read())
        {
            history.Add(new SignedBlock((ulong)block.GetInt64(0), RootAt(block, 1)));
        }

        using var attestations = Command("SELECT source, target, signing_root FROM attestations WHERE pubkey = $1 ORDER BY target", pubkey);
        using var attestation = attestations.ExecuteReader();
        while (attestation.Read())
        {
            history.Add(new SignedAttestation((ulong)attestation.GetInt64(0), (ulong)attestation.GetInt64(1), RootAt(attestation, 2)));
        }

        return history;
    }

    /// <summary>The keys that have a history, in order.</summary>
    public IReadOnlyList<BLSPubkey> Pubkeys()
    {
        using var command =
            Command("SELECT pubkey FROM blocks UNION SELECT pubkey FROM attestations UNION SELECT pubkey FROM floors ORDER BY 1");
        using var row = command.ExecuteReader();
        var pubkeys = new List<BLSPubkey>();
        while (row.Read())
        {
            pubkeys.Add(new BLSPubkey(row.GetFieldValue<byte[]>(0)));
        }

        return pubkeys;
    }

    /// <summary>Inserts a message that may be signed; what is in the transaction only is not on disk yet.</summary>
    public void Insert(SlashableMessage message)
    {
        switch (message)
        {
            case SlashableMessage.Block block:
                Insert(block.Pubkey, new SignedBlock(block.Slot, block.SigningRoot));
                break;
            case SlashableMessage.Attestation vote:
                Insert(vote.Pubkey, new SignedAttestation(vote.Source, vote.Target, vote.SigningRoot));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message));
        }
    }

    /// <summary>Drops what the floor of a key stands for.</summary>
    public void Prune(BLSPubkey pubkey, HistoryFloor floor)
    {
        if (floor == default)
        {
            return;
        }

        if (floor.Slot is { } slot)
        {
            Execute("DELETE FROM blocks WHERE pubkey = $1 AND slot <= $2", pubkey, slot);
        }

        if (floor.Target is { } target)
        {
            Execute("DELETE FROM attestations WHERE pubkey = $1 AND target <= $2", pubkey, target);
        }

        Execute("INSERT OR REPLACE INTO floors VALUES ($1, $2, $3, $4)", pubkey, floor.Slot, floor.Source, floor.Target);
    }

    /// <summary>Writes a whole history in place of the former.</summary>
    public void Replace(BLSPubkey pubkey, SigningHistory history)
    {
        Execute("DELETE FROM blocks WHERE pubkey = $1", pubkey);
        Execute("DELETE FROM attestations WHERE pubkey = $1", pubkey);
        foreach (var block in history.Blocks)
        {
            Insert(pubkey, block);
        }

        foreach (var attestation in history.Attestations)
        {
            Insert(pubkey, attestation);
        }

        Execute(
            "INSERT OR REPLACE INTO floors VALUES ($1, $2, $3, $4)",
            pubkey,
            history.Floor.Slot,
            history.Floor.Source,
            history.Floor.Target);
    }

    /// <summary>The journal and the value of `synchronous` (2 is FULL), for tests.</summary>
    public (string? Journal, long Synchronous) Durability() => (Scalar("PRAGMA journal_mode"), Integer("PRAGMA synchronous"));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static ulong? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : (ulong)row.GetInt64(column);

    private static Root? RootAt(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : new Root(row.GetFieldValue<byte[]>(column));

    private static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        BLSPubkey pubkey => pubkey.AsSpan().ToArray(),
        Root root => root.AsSpan().ToArray(),
        ulong number => checked((long)number),
        _ => value,
    };

    private void Prepare(string path, Root genesisValidatorsRoot)
    {
        Scalar("PRAGMA locking_mode = EXCLUSIVE");
        var (application, version) = (Integer("PRAGMA application_id"), Integer("PRAGMA user_version"));
        var isNew = application == 0 && version == 0 && Integer("SELECT count(*) FROM sqlite_master") == 0;
        if (!isNew && (application != ApplicationId || version != FormatVersion))
        {
            throw new SlashingProtectionException(application == ApplicationId
                ? $"the slashing protection {path} has format {version}, this program knows format {FormatVersion}"
                : $"{path} is no slashing protection of this program");
        }

        if (!string.Equals(Scalar("PRAGMA journal_mode = WAL"), "wal", StringComparison.OrdinalIgnoreCase))
        {
            throw new SlashingProtectionException($"the slashing protection {path} cannot have a write-ahead log");
        }

        Scalar("PRAGMA synchronous = FULL");
        if (isNew)
        {
            using var transaction = Begin();
            Execute($"{Schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {FormatVersion};");
            Execute("INSERT INTO chain VALUES ($1)", genesisValidatorsRoot);
            transaction.Commit();
        }

        if (Scalar("PRAGMA integrity_check(1)") is var found && found != "ok")
        {
            throw new SlashingProtectionException($"the slashing protection {path} is damaged: {found}");
        }

        using var command = Command("SELECT genesis_validators_root FROM chain");
        if (command.ExecuteScalar() is not byte[] { Length: 32 } root || new Root(root) != genesisValidatorsRoot)
        {
            throw new SlashingProtectionException(
                $"the slashing protection {path} is of another chain than the one with genesis validators {genesisValidatorsRoot}");
        }
    }

    private void Insert(BLSPubkey pubkey, SignedBlock block) =>
        Execute("INSERT INTO blocks VALUES ($1, $2, $3)", pubkey, block.Slot, block.SigningRoot);

    private void Insert(BLSPubkey pubkey, SignedAttestation attestation) => Execute(
        "INSERT INTO attestations VALUES ($1, $2, $3, $4)", pubkey, attestation.Source, attestation.Target, attestation.SigningRoot);

    private void Execute(string text, params object?[] values)
    {
        using var command = Command(text, values);
        command.ExecuteNonQuery();
    }

    private string? Scalar(string text)
    {
        using var command = Command(text);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private long Integer(string text)
    {
        using var command = Command(text);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private SqliteCommand Command(string text, params object?[] values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = _transaction?.Connection is null ? null : _transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", Value(values[i]));
        }

        return command;
    }
}
