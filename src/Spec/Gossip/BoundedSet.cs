namespace Consensoor.Spec.Gossip;

/// <summary>
/// Holds at most a number of entries; the one added longest ago goes first. Where entries have a period (a slot, an epoch), those that
/// have fallen behind the newest by a number of periods go too.
/// </summary>
public sealed class BoundedSet<T>(int bound, Func<T, ulong>? periodOf = null, ulong periods = 0)
    where T : notnull
{
    private readonly HashSet<T> _entries = [];
    private readonly Queue<T> _order = new();
    private ulong _newest;

    /// <summary>Gives the number of entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds an entry; returns false where it was there.</summary>
    public bool Add(T entry)
    {
        if (!_entries.Add(entry))
        {
            return false;
        }

        _order.Enqueue(entry);
        _newest = Math.Max(_newest, periodOf?.Invoke(entry) ?? 0);
        while (_order.Count > 0 && (_order.Count > bound || IsOld(_order.Peek())))
        {
            _entries.Remove(_order.Dequeue());
        }

        return true;
    }

    /// <summary>Tells whether an entry is there.</summary>
    public bool Contains(T entry) => _entries.Contains(entry);

    private bool IsOld(T entry) => periodOf is not null && _newest - periodOf(entry) >= periods;
}
