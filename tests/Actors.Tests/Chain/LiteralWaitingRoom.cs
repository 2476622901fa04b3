namespace Consensoor.Actors.Tests.Chain;

/// <summary>One shelf of a waiting room by the letter of its rule: a list, searched from the front.</summary>
internal sealed class LiteralWaitingRoom(int bound)
{
    private readonly List<(string? Peer, int Key, int Item)> _items = [];

    public int Count => _items.Count;

    public IEnumerable<int> Items => _items.Select(static entry => entry.Item);

    public ulong Dropped { get; private set; }

    public int? Add(string? peer, int key, int item)
    {
        int? dropped = null;
        if (_items.Count(entry => entry.Peer is null == peer is null) >= bound)
        {
            var most = _items.Where(static entry => entry.Peer is not null).GroupBy(static entry => entry.Peer)
                .OrderByDescending(static group => group.Count())
                .ThenByDescending(group => group.Key == peer)
                .ThenBy(static group => group.Key, StringComparer.Ordinal)
                .FirstOrDefault()?.Key;
            var oldest = _items.FindIndex(entry => entry.Peer == (peer is null ? null : most));
            dropped = _items[oldest].Item;
            _items.RemoveAt(oldest);
            Dropped++;
        }

        _items.Add((peer, key, item));
        return dropped;
    }

    public int? KeyOfFirst(Predicate<int> condition)
    {
        var first = _items.FindIndex(entry => condition(entry.Item));
        return first < 0 ? null : _items[first].Key;
    }

    public IReadOnlyList<int> TakeWhere(Func<int, int, bool> condition)
    {
        var taken = _items.Where(entry => condition(entry.Key, entry.Item)).ToList();
        _items.RemoveAll(taken.Contains);
        return [.. taken.Select(static entry => entry.Item)];
    }
}
