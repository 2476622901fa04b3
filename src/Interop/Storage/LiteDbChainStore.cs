using Consensoor.Spec.Config;
using LiteDB;
using Snappier;

namespace Consensoor.Interop.Storage;

/// <summary>A chain store in one LiteDB file; SSZ is kept snappy-compressed. Opening a file of another format version throws <see cref="ChainStoreException"/>.</summary>
public sealed class LiteDbChainStore : IChainStore
{
    private const int FormatVersion = 1;

    private readonly LiteDatabase _database;
    private readonly ILiteCollection<BsonDocument> _blocks;
    private readonly ILiteCollection<BsonDocument> _envelopes;
    private readonly ILiteCollection<BsonDocument> _anchors;
    private readonly ILiteCollection<BsonDocument> _finalized;
    private readonly ILiteCollection<BsonDocument> _values;

    private LiteDbChainStore(LiteDatabase database)
    {
        _database = database;
        _blocks = database.GetCollection("blocks");
        _envelopes = database.GetCollection("envelopes");
        _anchors = database.GetCollection("anchors");
        _finalized = database.GetCollection("finalized");
        _values = database.GetCollection("values");
        _blocks.EnsureIndex("slot");
    }

    /// <inheritdoc/>
    public StoredAnchor? Anchor => _anchors.FindById("anchor") is { } row
        ? new StoredAnchor(
            Number(row["epoch"]),
            Hash(row["root"]),
            Number(row["slot"]),
            Fork(row["block_fork"]),
            row["block"].IsNull ? null : Snappy.DecompressToArray(row["block"].AsBinary),
            Fork(row["state_fork"]),
            LoadState(row["state"]))
        : null;

    /// <summary>Opens or creates a store; throws <see cref="ChainStoreException"/> where the file is in use, damaged or of another format version.</summary>
    public static LiteDbChainStore Open(string path)
    {
        try
        {
            var database = new LiteDatabase(new ConnectionString { Filename = path, Connection = ConnectionType.Direct });
            if (database.UserVersion == 0)
            {
                database.UserVersion = FormatVersion;
            }

            if (database.UserVersion != FormatVersion)
            {
                var version = database.UserVersion;
                database.Dispose();
                throw new ChainStoreException($"{path} has format {version}, this program writes format {FormatVersion}");
            }

            return new LiteDbChainStore(database);
        }
        catch (Exception e) when (e is LiteException or IOException or UnauthorizedAccessException)
        {
            throw new ChainStoreException($"{path} cannot be opened: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void PutBlock(StoredBlockRow block)
    {
        var id = Id(block.Root);
        if (!_blocks.Exists(Query.EQ("_id", id)))
        {
            _blocks.Insert(new BsonDocument
            {
                ["_id"] = id,
                ["parent"] = Id(block.ParentRoot),
                ["slot"] = (long)block.Slot,
                ["fork"] = (int)block.Fork,
                ["ssz"] = Snappy.CompressToArray(block.Ssz),
            });
        }
    }

    /// <inheritdoc/>
    public void PutEnvelope(StoredEnvelopeRow envelope)
    {
        var id = Id(envelope.BlockRoot);
        if (!_envelopes.Exists(Query.EQ("_id", id)))
        {
            _envelopes.Insert(new BsonDocument
            {
                ["_id"] = id,
                ["slot"] = (long)envelope.Slot,
                ["fork"] = (int)envelope.Fork,
                ["ssz"] = Snappy.CompressToArray(envelope.Ssz),
            });
        }
    }

    /// <inheritdoc/>
    public void PutAnchor(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots)
    {
        // The state goes into the file storage first, under its own name; the row that points to it is the switch.
        var stateId = $"state/{anchor.BlockRoot}";
        using (var stream = new MemoryStream(Snappy.CompressToArray(anchor.StateSsz)))
        {
            _database.FileStorage.Upload(stateId, stateId, stream);
        }

        var previous = _anchors.FindById("anchor")?["state"];
        _database.BeginTrans();
        try
        {
            MarkFinalized(anchor, finalizedRoots);
            _anchors.Upsert(new BsonDocument
            {
                ["_id"] = "anchor",
                ["epoch"] = (long)anchor.Epoch,
                ["root"] = Id(anchor.BlockRoot),
                ["slot"] = (long)anchor.Slot,
                ["block_fork"] = (int)anchor.BlockFork,
                ["block"] = anchor.BlockSsz is { } block ? Snappy.CompressToArray(block) : BsonValue.Null,
                ["state_fork"] = (int)anchor.StateFork,
                ["state"] = stateId,
            });
            _database.Commit();
        }
        catch
        {
            _database.Rollback();
            throw;
        }

        if (previous is not null && previous.AsString != stateId)
        {
            _database.FileStorage.Delete(previous.AsString);
        }
    }

    /// <inheritdoc/>
    public StoredBlockRow? GetBlock(Root root) => _blocks.FindById(Id(root)) is { } row ? Block(row) : null;

    /// <inheritdoc/>
    public StoredEnvelopeRow? GetEnvelope(Root blockRoot) => _envelopes.FindById(Id(blockRoot)) is { } row
        ? new StoredEnvelopeRow(blockRoot, Number(row["slot"]), Fork(row["fork"]), Snappy.DecompressToArray(row["ssz"].AsBinary))
        : null;

    /// <inheritdoc/>
    public Root? GetFinalizedRoot(Slot slot) => _finalized.FindById((long)slot) is { } row ? Hash(row["root"]) : null;

    /// <inheritdoc/>
    public IEnumerable<StoredBlockRow> BlocksAfter(Slot slot) =>
        _blocks.Find(Query.GT("slot", (long)slot)).OrderBy(static row => row["slot"].AsInt64).Select(Block);

    /// <inheritdoc/>
    public byte[]? GetValue(string name) => _values.FindById(name)?["value"].AsBinary;

    /// <inheritdoc/>
    public void PutValue(string name, byte[] value) => _values.Upsert(new BsonDocument { ["_id"] = name, ["value"] = value });

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private static StoredBlockRow Block(BsonDocument row) =>
        new(Hash(row["_id"]), Hash(row["parent"]), Number(row["slot"]), Fork(row["fork"]), Snappy.DecompressToArray(row["ssz"].AsBinary));

    private static string Id(Root root) => root.ToString();

    private static Root Hash(BsonValue value) => Root.Parse(value.AsString);

    private static ulong Number(BsonValue value) => (ulong)value.AsInt64;

    private static ForkName Fork(BsonValue value) => (ForkName)value.AsInt32;

    private byte[] LoadState(BsonValue id)
    {
        using var stream = new MemoryStream();
        _database.FileStorage.Download(id.AsString, stream);
        return Snappy.DecompressToArray(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private void MarkFinalized(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots)
    {
        var kept = finalizedRoots.Select(Id).ToHashSet();
        var before = _anchors.FindById("anchor")?["slot"].AsInt64 ?? -1;
        foreach (var row in _blocks.Find(Query.And(Query.GT("slot", before), Query.LTE("slot", (long)anchor.Slot))).ToArray())
        {
            if (kept.Contains(row["_id"].AsString))
            {
                _finalized.Upsert(new BsonDocument { ["_id"] = row["slot"], ["root"] = row["_id"] });
            }
            else
            {
                _blocks.Delete(row["_id"]);
                _envelopes.Delete(row["_id"]);
            }
        }
    }
}
