using Consensoor.Messages;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Holds what came before what it needs, by the key of what it needs, in bounded shelves, one a topic. Each shelf is fair between peers:
/// where it is full, the peer with the most on it loses its oldest, and a newcomer that is among those with the most loses its own. What
/// comes from no peer has as much room apart, loses its oldest there, and never goes for a peer's. What is needed itself by others is
/// known by its own key (<paramref name="ownKey"/>).
/// </summary>
public sealed class WaitingRoom<TKey, TItem>(Func<TopicKind, int> bound, Func<TItem, TKey?>? ownKey = null)
    where TKey : struct
{
    private readonly Dictionary<TKey, LinkedList<Entry>> _own = [];
    private readonly LinkedList<Entry> _byAge = [];
    private readonly Dictionary<TKey, LinkedList<Entry>> _byKey = [];
    private readonly Dictionary<TopicKind, Shelf> _shelves = [];

    /// <summary>What something waits for.</summary>
    public IReadOnlyCollection<TKey> Keys => _byKey.Keys;

    /// <summary>Counts what waits on a shelf.</summary>
    public int Count(TopicKind kind) => _shelves.TryGetValue(kind, out var shelf) ? shelf.OfPeers + shelf.Apart.Count : 0;

    /// <summary>Tells the most that may wait on a shelf.</summary>
    public int Bound(TopicKind kind) => 2 * bound(kind);

    /// <summary>Counts what was dropped from a shelf because it was full.</summary>
    public ulong Dropped(TopicKind kind) => _shelves.GetValueOrDefault(kind)?.Dropped ?? 0;

    /// <summary>Adds a thing of a peer, or of none; true where another had to go for it.</summary>
    public bool Add(TopicKind kind, string? peer, TKey key, TItem item, out TItem? dropped)
    {
        if (!_shelves.TryGetValue(kind, out var shelf))
        {
            _shelves[kind] = shelf = new Shelf();
        }

        dropped = default;
        var isFull = (peer is null ? shelf.Apart.Count : shelf.OfPeers) >= bound(kind);
        if (isFull)
        {
            var oldest = (peer is null ? shelf.Apart : shelf.Longest(peer)).First!.Value;
            dropped = oldest.Item;
            Remove(oldest);
            shelf.Dropped++;
        }

        var entry = new Entry(shelf, peer, key, item);
        _byAge.AddLast(entry.ByAge);
        shelf.Of(peer).AddLast(entry.ByPeer);
        shelf.OfPeers += peer is null ? 0 : 1;
        if (!_byKey.TryGetValue(key, out var entries))
        {
            _byKey[key] = entries = [];
        }

        entries.AddLast(entry.ByKey);
        if (ownKey?.Invoke(item) is { } own)
        {
            if (!_own.TryGetValue(own, out var same))
            {
                _own[own] = same = [];
            }

            same.AddLast(entry.ByOwn);
        }

        return isFull;
    }

    /// <summary>Gives what the oldest thing with an own key waits for; null where none with that key waits here.</summary>
    public TKey? WaitsFor(TKey own) => _own.TryGetValue(own, out var same) ? same.First!.Value.Key : null;

    /// <summary>Gives what waits for a key, oldest first.</summary>
    public IEnumerable<TItem> Peek(TKey key) => _byKey.TryGetValue(key, out var entries) ? entries.Select(static entry => entry.Item) : [];

    /// <summary>Takes out what waits for a key, oldest first.</summary>
    public IReadOnlyList<TItem> Take(TKey key) => _byKey.TryGetValue(key, out var entries) ? Take([.. entries]) : [];

    /// <summary>Takes out everything that meets a condition, oldest first.</summary>
    public IReadOnlyList<TItem> TakeWhere(Func<TKey, TItem, bool> condition) =>
        Take([.. _byAge.Where(entry => condition(entry.Key, entry.Item))]);

    private IReadOnlyList<TItem> Take(Entry[] entries)
    {
        Array.ForEach(entries, Remove);
        return [.. entries.Select(static entry => entry.Item)];
    }

    private void Remove(Entry entry)
    {
        _byAge.Remove(entry.ByAge);
        var sameKey = _byKey[entry.Key];
        sameKey.Remove(entry.ByKey);
        if (sameKey.Count == 0)
        {
            _byKey.Remove(entry.Key);
        }

        entry.Shelf.Remove(entry);
        if (ownKey?.Invoke(entry.Item) is { } own)
        {
            var same = _own[own];
            same.Remove(entry.ByOwn);
            if (same.Count == 0)
            {
                _own.Remove(own);
            }
        }
    }

    private sealed class Shelf
    {
        private readonly SortedDictionary<string, LinkedList<Entry>> _byPeer = new(StringComparer.Ordinal);

        public LinkedList<Entry> Apart { get; } = [];

        public int OfPeers { get; set; }

        public ulong Dropped { get; set; }

        public LinkedList<Entry> Of(string? peer)
        {
            if (peer is null)
            {
                return Apart;
            }

            if (!_byPeer.TryGetValue(peer, out var entries))
            {
                _byPeer[peer] = entries = [];
            }

            return entries;
        }

        // Of those with the most, the newcomer; else the first by name.
        public LinkedList<Entry> Longest(string newcomer)
        {
            var longest = _byPeer.GetValueOrDefault(newcomer);
            foreach (var entries in _byPeer.Values)
            {
                longest = entries.Count > (longest?.Count ?? 0) ? entries : longest;
            }

            return longest!;
        }

        public void Remove(Entry entry)
        {
            var entries = Of(entry.Peer);
            entries.Remove(entry.ByPeer);
            if (entry.Peer is { } peer)
            {
                OfPeers--;
                if (entries.Count == 0)
                {
                    _byPeer.Remove(peer);
                }
            }
        }
    }

    private sealed class Entry
    {
        public Entry(Shelf shelf, string? peer, TKey key, TItem item)
        {
            (Shelf, Peer, Key, Item) = (shelf, peer, key, item);
            (ByAge, ByKey, ByPeer, ByOwn) = (new(this), new(this), new(this), new(this));
        }

        public Shelf Shelf { get; }

        public string? Peer { get; }

        public TKey Key { get; }

        public TItem Item { get; }

        public LinkedListNode<Entry> ByAge { get; }

        public LinkedListNode<Entry> ByKey { get; }

        public LinkedListNode<Entry> ByPeer { get; }

        public LinkedListNode<Entry> ByOwn { get; }
    }
}
