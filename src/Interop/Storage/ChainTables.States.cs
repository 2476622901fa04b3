using Consensoor.Interop.ReqResp;
using Consensoor.Interop.Storage.Keyed;
using LiteDB;
using Snappier;

namespace Consensoor.Interop.Storage;

/// <content>States of the past, and checksums of rows.</content>
internal sealed partial class ChainTables
{
    private readonly ILiteCollection<BsonDocument> _states;
    private readonly ILiteCollection<BsonDocument> _snapshots;

    /// <summary>Reads a page of finalized blocks.</summary>
    public StoredPage FinalizedAfter(Slot slot, int count) => Page(
        FinalizedFrom((long)slot + 1), static row => Number(row["_id"]), row => Block(FinalizedRoot(row)), count);

    /// <summary>Reads the slot of a state root, or null.</summary>
    public Slot? SlotOfState(Root stateRoot) => _states.FindById(Id(stateRoot)) is { } row ? Number(row["slot"]) : null;

    /// <summary>Finds the last state at or before a slot whose row can be read, or null.</summary>
    public StoredSnapshot? FindSnapshot(Slot atOrBefore)
    {
        var below = (long)Math.Min(atOrBefore, long.MaxValue);
        if (_anchors.FindById("anchor") is { } anchor && anchor["slot"].AsInt64 <= below)
        {
            return Snapshot(anchor, Number(anchor["slot"]));
        }

        foreach (var row in _snapshots.Query().Where("$._id <= @0", below).OrderByDescending("$._id").ToEnumerable())
        {
            StoredSnapshot? snapshot = null;
            if (IsWell(() => snapshot = Checked("a state", () => Snapshot(row, Number(row["_id"])))))
            {
                return snapshot;
            }
        }

        return null;
    }

    /// <summary>Reads a state, or null.</summary>
    public byte[]? ReadSnapshot(StoredSnapshot snapshot) =>
        FindSnapshot(snapshot.Slot) == snapshot
            ? LoadState(_snapshots.FindById((long)snapshot.Slot) ?? _anchors.FindById("anchor"))
            : null;

    /// <summary>Keeps a state, unless its slot has one.</summary>
    public bool Put(StoredSnapshot snapshot, byte[] ssz)
    {
        if (FindSnapshot(snapshot.Slot)?.Slot == snapshot.Slot)
        {
            return false;
        }

        var (id, sum) = Upload(snapshot.BlockRoot, ssz);
        _snapshots.Upsert(new BsonDocument
        {
            ["_id"] = (long)snapshot.Slot,
            ["root"] = Id(snapshot.BlockRoot),
            ["state_fork"] = (int)snapshot.Fork,
            ["state"] = id,
            ["length"] = ssz.LongLength,
            ["crc"] = sum,
        });
        return true;
    }

    /// <summary>Shows every row.</summary>
    public void Survey(Action<StoredItem> see)
    {
        void Each(ILiteCollection<BsonDocument> rows, KeyTable kind, Func<BsonDocument, string> name, Action<BsonDocument> read)
        {
            foreach (var row in rows.FindAll())
            {
                string? damage = null;
                try
                {
                    read(row);
                }
                catch (DamagedRecordException)
                {
                    damage = "its checksum does not fit";
                }

                see(new StoredItem(kind.ToString(), name(row), BsonSerializer.Serialize(row).Length, damage));
            }
        }

        Each(_blocks, KeyTable.Blocks, static row => $"block {row["_id"].AsString}", row => Block(row));
        Each(_envelopes, KeyTable.Envelopes, static row => $"the payload of block {row["_id"].AsString}", row => Envelope(row));
        Each(_finalized, KeyTable.Finalized, static row => $"the finalized root of slot {row["_id"].AsInt64}", row => FinalizedRoot(row));
        Each(_states, KeyTable.StateRoots, static row => $"the index entry of state {row["_id"].AsString}", static _ => { });
        Each(_snapshots, KeyTable.Snapshots, static row => $"the state of slot {row["_id"].AsInt64}", row => LoadState(row));
        Each(_anchors, KeyTable.Meta, static row => $"the record '{row["_id"].AsString}'", row =>
        {
            if (row["_id"].AsString == "anchor")
            {
                LoadState(row);
            }
        });
    }

    private static StoredSnapshot Snapshot(BsonDocument row, Slot slot) =>
        new(slot, Hash(row["root"]), Fork(row["state_fork"]), row["length"].IsNull ? 0 : row["length"].AsInt64);

    private static BsonDocument SnapshotRow(BsonDocument anchor, Slot slot) => new()
    {
        ["_id"] = (long)slot,
        ["root"] = anchor["root"],
        ["state_fork"] = anchor["state_fork"],
        ["state"] = anchor["state"],
        ["length"] = anchor["length"],
        ["crc"] = anchor["crc"],
    };

    private static StoredBlockRow Block(BsonDocument row) => Checked($"block {row["_id"].AsString}", () =>
    {
        var root = Hash(row["_id"]);
        byte[] bytes =
        [
            (byte)row["fork"].AsInt32, .. KeyedRecord.Key(Number(row["slot"])), .. Hash(row["parent"]).AsSpan(), .. row["ssz"].AsBinary,
        ];
        return Fits(row, KeyTable.Blocks, KeyedRecord.Key(root), bytes)
            ? new StoredBlockRow(
                root, Hash(row["parent"]), Number(row["slot"]), Fork(row["fork"]), Snappy.DecompressToArray(row["ssz"].AsBinary))
            : null;
    });

    private static StoredEnvelopeRow Envelope(BsonDocument row) => Checked($"the payload of block {row["_id"].AsString}", () =>
    {
        var root = Hash(row["_id"]);
        byte[] bytes = [(byte)row["fork"].AsInt32, .. KeyedRecord.Key(Number(row["slot"])), .. row["ssz"].AsBinary];
        return Fits(row, KeyTable.Envelopes, KeyedRecord.Key(root), bytes)
            ? new StoredEnvelopeRow(root, Number(row["slot"]), Fork(row["fork"]), Snappy.DecompressToArray(row["ssz"].AsBinary))
            : null;
    });

    private static Root FinalizedRoot(BsonDocument row)
    {
        Root root = default;
        _ = Checked($"the finalized root of slot {row["_id"].AsInt64}", () =>
        {
            root = Hash(row["root"]);
            return Fits(row, KeyTable.Finalized, KeyedRecord.Key(Number(row["_id"])), root.AsSpan().ToArray()) ? row : null;
        });
        return root;
    }

    // What a bit may have made of a row: another type, no number, no snappy.
    private static T Checked<T>(string name, Func<T?> read)
        where T : class
    {
        try
        {
            if (read() is { } value)
            {
                return value;
            }
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or InvalidDataException or ArgumentException
            or OverflowException or NullReferenceException)
        {
            // Named below.
        }

        throw new DamagedRecordException($"{name} is damaged: its bytes are not those that were written");
    }

    private static bool Fits(BsonDocument row, KeyTable table, byte[] key, byte[] bytes) =>
        row["crc"].IsNull || row["crc"].AsInt64 == KeyedRecord.Sum(table, key, bytes);

    private static bool IsWell(Func<object?> read)
    {
        try
        {
            return read() is not null;
        }
        catch (DamagedRecordException)
        {
            return false;
        }
    }

    private IEnumerable<BsonDocument> FinalizedFrom(long slot) =>
        _finalized.Query().Where("$._id >= @0", slot).OrderBy("$._id").ToEnumerable();

    private void Finalize(Slot slot, Root root, byte[] ssz)
    {
        _finalized.Upsert(new BsonDocument
        {
            ["_id"] = (long)slot,
            ["root"] = Id(root),
            ["crc"] = (long)KeyedRecord.Sum(KeyTable.Finalized, KeyedRecord.Key(slot), root.AsSpan()),
        });
        if (KeyedRecord.StateRootOf(ssz) is { } stateRoot)
        {
            _states.Upsert(new BsonDocument { ["_id"] = Id(stateRoot), ["slot"] = (long)slot });
        }
    }

    // LiteDB refuses for ever to write over a file whose chunks are not as many as it says, as a process leaves it that is killed.
    private (BsonValue Id, BsonValue Sum) Upload(Root root, byte[] ssz)
    {
        var id = $"state/{root}";
        DropState(id);
        var bytes = Snappy.CompressToArray(ssz);
        using var stream = new MemoryStream(bytes);
        Database.FileStorage.Upload(id, id, stream);
        return (id, (long)Crc32C.Masked(bytes));
    }

    private void DropOtherStates()
    {
        var kept = _snapshots.FindAll().Append(_anchors.FindById("anchor")).Select(static row => row["state"].AsString).ToHashSet();
        foreach (var id in Database.GetCollection("_files").FindAll().Select(static row => row["_id"].AsString).ToArray())
        {
            if (!kept.Contains(id))
            {
                DropState(id);
            }
        }
    }

    // The chunks go first: their names stand in the row.
    private void DropState(string id)
    {
        Database.GetCollection("_chunks").DeleteMany("_id BETWEEN { f: @0, n: 0 } AND { f: @0, n: @1 }", id, int.MaxValue);
        Database.GetCollection("_files").Delete(id);
    }

    private byte[] LoadState(BsonDocument row) => Checked($"the state of block {row["root"].AsString}", () =>
    {
        using var stream = new MemoryStream();
        if (!Database.FileStorage.Exists(row["state"].AsString))
        {
            return null;
        }

        Database.FileStorage.Download(row["state"].AsString, stream);
        var bytes = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        return row["crc"].IsNull || row["crc"].AsInt64 == Crc32C.Masked(bytes) ? Snappy.DecompressToArray(bytes) : null;
    });
}
