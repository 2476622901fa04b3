using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Columns;

/// <summary>
/// Decides when the missing columns of a block are recovered from those that are here, once a block, handed the time: half of them are
/// here, and one is missing that this node samples, and that did not come for a while. The wait is random, so that nodes do not do the same
/// work at the same time. Blocks are bounded in number. Drop rule: the one that has waited longest.
/// </summary>
internal sealed class Recoveries(TimeSpan wait, TimeSpan spread, int bound, Func<double> random)
{
    private readonly Dictionary<Root, DateTimeOffset> _due = [];
    private readonly List<Root> _byAge = [];
    private readonly BoundedSet<Root> _tried = new(32 * bound);
    private readonly BoundedSet<Root> _retried = new(32 * bound);

    /// <summary>When the first of them is due; null where none waits.</summary>
    public DateTimeOffset? NextDue => _due.Count == 0 ? null : _due.Values.Min();

    /// <summary>Counts the blocks that wait.</summary>
    public int Count => _due.Count;

    /// <summary>Hears which columns of a block are here, and which this node samples.</summary>
    public void Note(Root root, ColumnSet here, ColumnSet sampled, DateTimeOffset now)
    {
        if (!here.IsHalf || sampled.IsSubsetOf(here))
        {
            Forget(root);
        }
        else if (!_tried.Contains(root))
        {
            Add(root, now);
        }
    }

    /// <summary>Takes out the blocks that are due, each of which is not noted again.</summary>
    public IReadOnlyList<Root> Take(DateTimeOffset now)
    {
        Root[] due = [.. _byAge.Where(root => _due[root] <= now)];
        foreach (var root in due)
        {
            Forget(root);
            _tried.Add(root);
        }

        return due;
    }

    /// <summary>Nobody had time for a block: it is tried once more.</summary>
    public void Retry(Root root, DateTimeOffset now)
    {
        if (_retried.Add(root))
        {
            Add(root, now);
        }
    }

    private void Add(Root root, DateTimeOffset now)
    {
        if (_due.TryAdd(root, now + wait + (spread * random())))
        {
            _byAge.Add(root);
            if (_byAge.Count > bound)
            {
                Forget(_byAge[0]);
            }
        }
    }

    private void Forget(Root root)
    {
        if (_due.Remove(root))
        {
            _byAge.Remove(root);
        }
    }
}
