using Consensoor.Spec.Config;
using LiteDB;
using Snappier;

namespace Consensoor.Interop.Storage;

/// <summary>The collections of a chain store in LiteDB; throws whatever LiteDB does.</summary>
internal sealed class ChainTables
{
    private readonly ILiteCollection<BsonDocument> _blocks;
    private readonly ILiteCollection<BsonDocument> _envelopes;
    private readonly ILiteCollection<BsonDocument> _anchors;
    private readonly ILiteCollection<BsonDocument> _finalized;

    // LiteDB compiles each text of a condition and keeps it for ever: values are parameters, never part of the text.
    private const string ById = "$._id = @0";

    // Beside the anchor, where a program of the version before does not look.
    private const string HistoryId = "history";

    /// <summary>The collections of a database, made where they are missing.</summary>
    public ChainTables(LiteDatabase database)
    {
        Database = database;
        _blocks = database.GetCollection("blocks");
        _envelopes = database.GetCollection("envelopes");
        _anchors = database.GetCollection("anchors");
        _finalized = database.GetCollection("finalized");
        Values = database.GetCollection("values");
        _blocks.EnsureIndex("slot");
    }

    public LiteDatabase Database { get; }

    /// <summary>The values that version 0.1.0 kept by name: a devnet's plan and what its keys signed.</summary>
    public ILiteCollection<BsonDocument> Values { get; }

    /// <summary>Reads the anchor, or null.</summary>
    public StoredAnchor? Anchor() => _anchors.FindById("anchor") is { } row
        ? new StoredAnchor(
            Number(row["epoch"]),
            Hash(row["root"]),
            Number(row["slot"]),
            Fork(row["block_fork"]),
            row["block"].IsNull ? null : Snappy.DecompressToArray(row["block"].AsBinary),
            Fork(row["state_fork"]),
            LoadState(row["state"]))
        : null;

    /// <summary>Keeps a block; false where it is known.</summary>
    public bool Put(StoredBlockRow block)
    {
        var id = Id(block.Root);
        if (_blocks.Exists(ById, id))
        {
            return false;
        }

        _blocks.Insert(new BsonDocument
        {
            ["_id"] = id,
            ["parent"] = Id(block.ParentRoot),
            ["slot"] = (long)block.Slot,
            ["fork"] = (int)block.Fork,
            ["ssz"] = Snappy.CompressToArray(block.Ssz),
        });
        return true;
    }

    /// <summary>Keeps an envelope; false where it is known.</summary>
    public bool Put(StoredEnvelopeRow envelope)
    {
        var id = Id(envelope.BlockRoot);
        if (_envelopes.Exists(ById, id))
        {
            return false;
        }

        _envelopes.Insert(new BsonDocument
        {
            ["_id"] = id,
            ["slot"] = (long)envelope.Slot,
            ["fork"] = (int)envelope.Fork,
            ["ssz"] = Snappy.CompressToArray(envelope.Ssz),
        });
        return true;
    }

    /// <summary>Makes an anchor the one that counts.</summary>
    public bool Put(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots)
    {
        // The state goes into the file storage first, under its own name; the row that points to it is the switch.
        var stateId = $"state/{anchor.BlockRoot}";
        using (var stream = new MemoryStream(Snappy.CompressToArray(anchor.StateSsz)))
        {
            Database.FileStorage.Upload(stateId, stateId, stream);
        }

        var previous = _anchors.FindById("anchor")?["state"];
        Database.BeginTrans();
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
            Database.Commit();
        }
        catch
        {
            Database.Rollback();
            throw;
        }

        // The old state goes only once the new anchor is on disk.
        Database.Checkpoint();
        if (previous is not null && previous.AsString != stateId)
        {
            Database.FileStorage.Delete(previous.AsString);
        }

        return true;
    }

    /// <summary>Reads where the finalized chain ends, or null.</summary>
    public StoredHistory? History() => _anchors.FindById(HistoryId) is { } row
        ? new StoredHistory(Number(row["slot"]), Hash(row["parent"]))
        {
            Owed = row["owed"] is { IsArray: true } owed ? [.. owed.AsArray.Select(Hash)] : [],
        }
        : null;

    /// <summary>Puts blocks below those that are stored, in one transaction.</summary>
    public bool Put(StoredHistory history, IReadOnlyList<StoredBlockRow> blocks, IReadOnlyList<StoredEnvelopeRow> envelopes)
    {
        Database.BeginTrans();
        try
        {
            foreach (var block in blocks)
            {
                Put(block);
                _finalized.Upsert(new BsonDocument { ["_id"] = (long)block.Slot, ["root"] = Id(block.Root) });
            }

            foreach (var envelope in envelopes)
            {
                Put(envelope);
            }

            _anchors.Upsert(new BsonDocument
            {
                ["_id"] = HistoryId,
                ["slot"] = (long)history.Oldest,
                ["parent"] = Id(history.Parent),
                ["owed"] = new BsonArray(history.Owed.Select(static root => new BsonValue(Id(root)))),
            });
            Database.Commit();
            return true;
        }
        catch
        {
            Database.Rollback();
            throw;
        }
    }

    /// <summary>Reads a block, or null.</summary>
    public StoredBlockRow? Block(Root root) => _blocks.FindById(Id(root)) is { } row ? Block(row) : null;

    /// <summary>Reads an envelope, or null.</summary>
    public StoredEnvelopeRow? Envelope(Root blockRoot) => _envelopes.FindById(Id(blockRoot)) is { } row
        ? new StoredEnvelopeRow(blockRoot, Number(row["slot"]), Fork(row["fork"]), Snappy.DecompressToArray(row["ssz"].AsBinary))
        : null;

    /// <summary>Reads the root of the finalized block of a slot, or null.</summary>
    public Root? FinalizedRoot(Slot slot) => _finalized.FindById((long)slot) is { } row ? Hash(row["root"]) : null;

    /// <summary>Reads a page along the index of slots.</summary>
    public StoredPage BlocksAfter(Slot slot, int count)
    {
        var blocks = new List<StoredBlockRow>();
        foreach (var row in _blocks.Query().Where("$.slot > @0", (long)slot).OrderBy("$.slot").ToEnumerable())
        {
            if (blocks.Count >= count && Number(row["slot"]) != blocks[^1].Slot)
            {
                return StoredPage.Of(blocks, isLast: false);
            }

            blocks.Add(Block(row));
        }

        return StoredPage.Of(blocks, isLast: true);
    }

    private static StoredBlockRow Block(BsonDocument row) =>
        new(Hash(row["_id"]), Hash(row["parent"]), Number(row["slot"]), Fork(row["fork"]), Snappy.DecompressToArray(row["ssz"].AsBinary));

    private static string Id(Root root) => root.ToString();

    private static Root Hash(BsonValue value) => Root.Parse(value.AsString);

    private static ulong Number(BsonValue value) => (ulong)value.AsInt64;

    private static ForkName Fork(BsonValue value) => (ForkName)value.AsInt32;

    private byte[] LoadState(BsonValue id)
    {
        using var stream = new MemoryStream();
        Database.FileStorage.Download(id.AsString, stream);
        return Snappy.DecompressToArray(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private void MarkFinalized(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots)
    {
        var kept = finalizedRoots.Select(Id).ToHashSet();
        var previous = _anchors.FindById("anchor");
        var before = previous?["slot"].AsInt64 ?? -1;
        var rows = _blocks.Query().Where("$.slot > @0 AND $.slot <= @1", before, (long)anchor.Slot).ToArray();
        var isWhole = previous is null || kept.Contains(previous["root"].AsString);
        var from = isWhole ? 0 : rows.Where(row => kept.Contains(row["_id"].AsString)).Min(static row => (long?)row["slot"].AsInt64);
        foreach (var row in rows)
        {
            if (kept.Contains(row["_id"].AsString))
            {
                _finalized.Upsert(new BsonDocument { ["_id"] = row["slot"], ["root"] = row["_id"] });
            }
            else if (row["slot"].AsInt64 >= from)
            {
                _blocks.Delete(row["_id"]);
                _envelopes.Delete(row["_id"]);
            }
        }
    }
}
