namespace Consensoor.Actors.Chain;

/// <summary>
/// Things that came before what they need, by the key of what they need. Holds at most a number of them over all keys; the one that has
/// waited longest goes first and is counted.
/// </summary>
public sealed class EarlyQueue<TKey, TItem>(int bound)
    where TKey : notnull
{
    private readonly LinkedList<(TKey Key, TItem Item)> _byAge = [];
    private readonly Dictionary<TKey, List<LinkedListNode<(TKey Key, TItem Item)>>> _byKey = [];

    /// <summary>Things that wait.</summary>
    public int Count => _byAge.Count;

    /// <summary>The most that may.</summary>
    public int Bound => bound;

    /// <summary>Things that were dropped because the queue was full.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Adds a thing; gives back the one that had to go for it, if any.</summary>
    public bool Add(TKey key, TItem item, out TItem? dropped)
    {
        dropped = default;
        var isFull = _byAge.Count >= bound;
        if (isFull && _byAge.First is { } oldest)
        {
            dropped = oldest.Value.Item;
            Remove(oldest);
            Dropped++;
        }

        var node = _byAge.AddLast((key, item));
        if (!_byKey.TryGetValue(key, out var nodes))
        {
            _byKey[key] = nodes = [];
        }

        nodes.Add(node);
        return isFull;
    }

    /// <summary>Takes out what waits for a key, oldest first.</summary>
    public IReadOnlyList<TItem> Take(TKey key)
    {
        if (!_byKey.Remove(key, out var nodes))
        {
            return [];
        }

        foreach (var node in nodes)
        {
            _byAge.Remove(node);
        }

        return [.. nodes.Select(static node => node.Value.Item)];
    }

    /// <summary>What waits for a key, oldest first.</summary>
    public IEnumerable<TItem> Peek(TKey key) => _byKey.TryGetValue(key, out var nodes) ? nodes.Select(static node => node.Value.Item) : [];

    /// <summary>Takes out what waits for keys that meet a condition, oldest first.</summary>
    public IReadOnlyList<TItem> TakeReady(Func<TKey, bool> isReady)
    {
        var ready = _byKey.Keys.Where(isReady).ToHashSet();
        return ready.Count == 0 ? [] : Take(node => ready.Contains(node.Key));
    }

    /// <summary>Takes out everything that meets a condition, oldest first.</summary>
    public IReadOnlyList<TItem> TakeWhere(Func<TItem, bool> condition) => Take(entry => condition(entry.Item));

    private List<TItem> Take(Func<(TKey Key, TItem Item), bool> condition)
    {
        var taken = new List<TItem>();
        for (var node = _byAge.First; node is not null;)
        {
            var next = node.Next;
            if (condition(node.Value))
            {
                taken.Add(node.Value.Item);
                Remove(node);
            }

            node = next;
        }

        return taken;
    }

    private void Remove(LinkedListNode<(TKey Key, TItem Item)> node)
    {
        var nodes = _byKey[node.Value.Key];
        nodes.Remove(node);
        if (nodes.Count == 0)
        {
            _byKey.Remove(node.Value.Key);
        }

        _byAge.Remove(node);
    }
}
