namespace Consensoor.Spec.Gossip;

/// <summary>A set that holds at most a number of entries; the one added longest ago goes first.</summary>
public sealed class BoundedSet<T>(int bound)
    where T : notnull
{
    private readonly HashSet<T> _entries = [];
    private readonly Queue<T> _order = new();

    /// <summary>Entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds an entry; false where it was there.</summary>
    public bool Add(T entry)
    {
        if (!_entries.Add(entry))
        {
            return false;
        }

        _order.Enqueue(entry);
        while (_order.Count > bound)
        {
            _entries.Remove(_order.Dequeue());
        }

        return true;
    }

    /// <summary>True where the entry is there.</summary>
    public bool Contains(T entry) => _entries.Contains(entry);
}
