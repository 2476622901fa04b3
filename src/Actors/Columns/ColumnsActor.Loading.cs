using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <content>Reads columns from memory and disk; what turns out to be damaged is promised no more, and fetched again.</content>
internal sealed partial class ColumnsActor
{
    /// <summary>Reads the first of some columns of a block that are kept, so many at most, in the order of their indices.</summary>
    private StoredColumns Load(Root root, ColumnSet wanted, int most = int.MaxValue)
    {
        var (columns, damaged, isRead) = _shelf.Load(root, wanted, most);
        Lose(root, damaged);
        return new StoredColumns(root, wanted, columns) { IsUnavailable = !isRead };
    }

    /// <summary>Peers are promised what comes after the block alone, until its columns are fetched again.</summary>
    private void Lose(Root root, ColumnSet damaged)
    {
        if (damaged.IsEmpty)
        {
            return;
        }

        _log.Warning("columns {0} of block {1} are damaged on disk or cannot be read", damaged, root);
        if (!damaged.Intersect(_custody.Current.Columns).IsEmpty && _store.SlotOf(root) is { } slot)
        {
            _custody.Lost(slot);
            Tell();
        }
    }
}
