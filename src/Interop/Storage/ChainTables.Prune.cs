using Consensoor.Interop.Storage.Keyed;
using LiteDB;

namespace Consensoor.Interop.Storage;

/// <content>What goes when its time is over.</content>
internal sealed partial class ChainTables
{
    private const string PayloadsId = "payloads";

    /// <summary>Drops some of what a retention lets go; true where more is left.</summary>
    public bool Prune(StoredRetention retention, int rows)
    {
        if (Head() is not { } anchor)
        {
            return false;
        }

        var floor = (long)(FindSnapshot(Math.Min(retention.Blocks, anchor.Slot))?.Slot ?? 0);
        var states = _snapshots.Query().Where("$._id < @0", floor).OrderBy("$._id").Limit(2).ToArray();
        Database.BeginTrans();
        try
        {
            if (states.Length > 0)
            {
                _snapshots.Delete(states[0]["_id"]);
            }

            var more = PruneBlocks(floor, rows) | PrunePayloads((long)Math.Min(retention.Envelopes, anchor.Slot), rows);
            Database.Commit();
            if (states.Length > 0 && states[0]["state"] is { IsString: true } state)
            {
                DropState(state.AsString);
            }

            return more || states.Length > 1;
        }
        catch
        {
            Database.Rollback();
            throw;
        }
    }

    private bool PruneBlocks(long floor, int rows)
    {
        var old = _blocks.Query().Where("$.slot < @0", floor).OrderBy("$.slot").Limit(rows + 1).ToArray();
        if (old.Length == 0)
        {
            return false;
        }

        foreach (var row in old.Take(rows))
        {
            _blocks.Delete(row["_id"]);
            _envelopes.Delete(row["_id"]);
            _finalized.Delete(row["slot"]);
            StoredBlockRow? block = null;
            if (IsWell(() => block = Block(row)) && KeyedRecord.StateRootOf(block!.Ssz) is { } stateRoot)
            {
                _states.Delete(Id(stateRoot));
            }
        }

        var last = old[Math.Min(rows, old.Length) - 1]["slot"].AsInt64;
        StoredBlockRow? oldest = null;
        if (FinalizedFrom(last + 1).FirstOrDefault(next => IsWell(() => oldest = Block(FinalizedRoot(next)))) is not null)
        {
            var gone = old.Take(rows).Select(static row => Hash(row["_id"])).ToHashSet();
            Keep(new StoredHistory(oldest!.Slot, oldest.ParentRoot)
            {
                Owed = [.. (History()?.Owed ?? []).Where(root => !gone.Contains(root))],
            });
        }

        return old.Length > rows;
    }

    private bool PrunePayloads(long before, int rows)
    {
        var from = _anchors.FindById(PayloadsId)?["slot"].AsInt64 ?? 0;
        var old = FinalizedFrom(from).TakeWhile(row => row["_id"].AsInt64 < before).Take(rows + 1).ToArray();
        foreach (var row in old.Take(rows))
        {
            _envelopes.Delete(row["root"]);
        }

        if (old.Length > 0)
        {
            var next = old[Math.Min(rows, old.Length) - 1]["_id"].AsInt64 + 1;
            _anchors.Upsert(new BsonDocument { ["_id"] = PayloadsId, ["slot"] = next });
        }

        return old.Length > rows;
    }
}
