using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <content>Reads columns from memory and disk; what turns out to be damaged is promised no more, and fetched again.</content>
internal sealed partial class ColumnsActor
{
    /// <summary>Reads the first of some columns of a block that are kept, so many at most, in the order of their indices.</summary>
    private IReadOnlyList<DataColumnSidecar> Load(Root root, ColumnSet wanted, int most = int.MaxValue)
    {
        var columns = new SortedDictionary<ColumnIndex, DataColumnSidecar>();
        foreach (var column in _recent.Get(root, wanted).Concat(_unwritten.GetValueOrDefault(root) ?? []))
        {
            if (wanted.Contains(column.Index))
            {
                columns[column.Index] = column;
            }
        }

        Guarded(() =>
        {
            var damaged = ColumnSet.None;
            while (Missing(root, wanted, most, columns) is { IsEmpty: false } missing)
            {
                foreach (var stored in _store.Get(root, missing))
                {
                    var context = _settings.Spec.Ssz(_settings.Spec.ForkAtSlot(stored.Slot));
                    if (DataColumnSidecar.TryDecode(stored.Ssz, context, out var column, out var error))
                    {
                        columns[stored.Index] = column;
                    }
                    else
                    {
                        _log.Error("the stored column {0} of block {1} cannot be read: {2}", stored.Index, root, error);
                    }
                }

                // What does not come is kept no more, so that the next round is another one.
                var lost = missing.Except(ColumnSet.Of(columns.Keys));
                _store.Forget(root, lost);
                damaged = damaged.Union(lost);
            }

            Lose(root, damaged);
        });
        return [.. columns.Values.Take(most)];
    }

    /// <summary>The columns that are kept on disk and have to be read, so that the first of the wanted are there.</summary>
    private ColumnSet Missing(Root root, ColumnSet wanted, int most, SortedDictionary<ColumnIndex, DataColumnSidecar> columns)
    {
        var kept = _store.ColumnsOf(root).Union(ColumnSet.Of(columns.Keys)).Intersect(wanted);
        return ColumnSet.Of(kept.ToList().Take(most)).Except(ColumnSet.Of(columns.Keys));
    }

    /// <summary>Peers are promised what comes after the block alone, until its columns are fetched again.</summary>
    private void Lose(Root root, ColumnSet damaged)
    {
        if (damaged.IsEmpty)
        {
            return;
        }

        _log.Warning("columns {0} of block {1} are damaged on disk", damaged, root);
        if (!damaged.Intersect(_custody.Current.Columns).IsEmpty && _store.SlotOf(root) is { } slot)
        {
            _custody.Lost(slot);
            Tell();
        }
    }
}
