using Consensoor.Interop.Storage.Keyed;
using Consensoor.Spec.Config;
using LiteDB;
using Snappier;

namespace Consensoor.Interop.Storage;

/// <summary>
/// The collections of a chain store in LiteDB; throws whatever LiteDB does. Rows have a checksum but for those of earlier builds, which are
/// taken as they are.
/// </summary>
internal sealed partial class ChainTables
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
        _states = database.GetCollection("states");
        _snapshots = database.GetCollection("snapshots");
        Values = database.GetCollection("values");
        _blocks.EnsureIndex("slot");
    }

    public LiteDatabase Database { get; }

    /// <summary>The values that version 0.1.0 kept by name: a devnet's plan and what its keys signed.</summary>
    public ILiteCollection<BsonDocument> Values { get; }

    /// <summary>Reads which block the anchor is, or null.</summary>
    public StoredAnchorHead? Head() => _anchors.FindById("anchor") is { } row
        ? new StoredAnchorHead(Number(row["epoch"]), Hash(row["root"]), Number(row["slot"]))
        : null;

    /// <summary>Reads the anchor with its state, or null.</summary>
    public StoredAnchor? Anchor() => _anchors.FindById("anchor") is { } row
        ? new StoredAnchor(
            Number(row["epoch"]),
            Hash(row["root"]),
            Number(row["slot"]),
            Fork(row["block_fork"]),
            row["block"].IsNull ? null : Snappy.DecompressToArray(row["block"].AsBinary),
            Fork(row["state_fork"]),
            LoadState(row))
        : null;

    /// <summary>Keeps a block, unless it is known and well.</summary>
    public bool Put(StoredBlockRow block)
    {
        var id = Id(block.Root);
        if (_blocks.Exists(ById, id) && IsWell(() => Block(_blocks.FindById(id))))
        {
            return false;
        }

        var bytes = KeyedRecord.Block(block);
        return _blocks.Upsert(new BsonDocument
        {
            ["_id"] = id,
            ["parent"] = Id(block.ParentRoot),
            ["slot"] = (long)block.Slot,
            ["fork"] = (int)block.Fork,
            ["ssz"] = bytes[41..],
            ["crc"] = (long)KeyedRecord.Sum(KeyTable.Blocks, KeyedRecord.Key(block.Root), bytes),
        });
    }

    /// <summary>Keeps an envelope, unless one is known and well.</summary>
    public bool Put(StoredEnvelopeRow envelope)
    {
        var id = Id(envelope.BlockRoot);
        if (_envelopes.Exists(ById, id) && IsWell(() => Envelope(_envelopes.FindById(id))))
        {
            return false;
        }

        var bytes = KeyedRecord.Envelope(envelope);
        return _envelopes.Upsert(new BsonDocument
        {
            ["_id"] = id,
            ["slot"] = (long)envelope.Slot,
            ["fork"] = (int)envelope.Fork,
            ["ssz"] = bytes[9..],
            ["crc"] = (long)KeyedRecord.Sum(KeyTable.Envelopes, KeyedRecord.Key(envelope.BlockRoot), bytes),
        });
    }

    /// <summary>Makes an anchor the one that counts.</summary>
    public bool Put(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots, bool keepsFormer)
    {
        // The state goes into the file storage first, under its own name; the row that points to it is the switch. A later epoch with the
        // same block has the same state, which is not written over while the row points to it.
        var previous = _anchors.FindById("anchor");
        var isSame = previous is not null && previous["root"].AsString == Id(anchor.BlockRoot) && IsWell(() => LoadState(previous));
        var (stateId, sum) = isSame
            ? (previous!["state"], previous["crc"])
            : Upload(anchor.BlockRoot, anchor.StateSsz);
        Database.BeginTrans();
        try
        {
            MarkFinalized(anchor, finalizedRoots);
            if (previous is not null && keepsFormer && previous["state"] != stateId)
            {
                _snapshots.Upsert(SnapshotRow(previous, Number(previous["slot"])));
            }

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
                ["length"] = anchor.StateSsz.LongLength,
                ["crc"] = sum,
            });
            Database.Commit();
        }
        catch
        {
            Database.Rollback();
            throw;
        }

        // The old state goes only once the new anchor is on disk, and with it what a process that was killed left of others.
        Database.Checkpoint();
        DropOtherStates();
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
                Finalize(block.Slot, block.Root, block.Ssz);
            }

            foreach (var envelope in envelopes)
            {
                Put(envelope);
            }

            if (blocks.Count > 0
                && blocks.Min(static block => (long)block.Slot) is var lowest
                && _anchors.FindById(PayloadsId) is { } pruned && pruned["slot"].AsInt64 > lowest)
            {
                _anchors.Upsert(new BsonDocument { ["_id"] = PayloadsId, ["slot"] = lowest });
            }

            Keep(history);
            Database.Commit();
            return true;
        }
        catch
        {
            Database.Rollback();
            throw;
        }
    }

    private void Keep(StoredHistory history) => _anchors.Upsert(new BsonDocument
    {
        ["_id"] = HistoryId,
        ["slot"] = (long)history.Oldest,
        ["parent"] = Id(history.Parent),
        ["owed"] = new BsonArray(history.Owed.Select(static root => new BsonValue(Id(root)))),
    });

    /// <summary>Reads a block, or null.</summary>
    public StoredBlockRow? Block(Root root) => _blocks.FindById(Id(root)) is { } row ? Block(row) : null;

    /// <summary>Reads an envelope, or null.</summary>
    public StoredEnvelopeRow? Envelope(Root blockRoot) => _envelopes.FindById(Id(blockRoot)) is { } row ? Envelope(row) : null;

    /// <summary>Reads the root of the finalized block of a slot, or null.</summary>
    public Root? FinalizedRoot(Slot slot) => _finalized.FindById((long)slot) is { } row ? FinalizedRoot(row) : null;

    /// <summary>Reads a page along the index of slots.</summary>
    public StoredPage BlocksAfter(Slot slot, int count) => Page(
        _blocks.Query().Where("$.slot > @0", (long)slot).OrderBy("$.slot").ToEnumerable(),
        static row => Number(row["slot"]),
        Block,
        count);

    private static StoredPage Page(
        IEnumerable<BsonDocument> rows, Func<BsonDocument, Slot> slotOf, Func<BsonDocument, StoredBlockRow?> read, int count)
    {
        var blocks = new List<StoredBlockRow>();
        var damaged = new List<(Slot, string)>();
        Slot? through = null;
        foreach (var row in rows)
        {
            if (blocks.Count + damaged.Count >= count && slotOf(row) != through)
            {
                return StoredPage.Of(blocks, isLast: false, through, damaged);
            }

            through = slotOf(row);
            try
            {
                if (read(row) is { } block)
                {
                    blocks.Add(block);
                }
            }
            catch (DamagedRecordException e)
            {
                damaged.Add((through.Value, e.Message));
            }
        }

        return StoredPage.Of(blocks, isLast: true, through, damaged);
    }

    private static string Id(Root root) => root.ToString();

    private static Root Hash(BsonValue value) => Root.Parse(value.AsString);

    private static ulong Number(BsonValue value) => (ulong)value.AsInt64;

    private static ForkName Fork(BsonValue value) => (ForkName)value.AsInt32;

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
                StoredBlockRow? block = null;
                _ = IsWell(() => block = Block(row));
                Finalize(Number(row["slot"]), Hash(row["_id"]), block?.Ssz ?? []);
            }
            else if (row["slot"].AsInt64 >= from)
            {
                _blocks.Delete(row["_id"]);
                _envelopes.Delete(row["_id"]);
            }
        }
    }
}
