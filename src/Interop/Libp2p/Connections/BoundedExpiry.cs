namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>Values with an end, at most so many: where one more comes, what has ended goes, or else what ends first.</summary>
internal sealed class BoundedExpiry<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, (TValue Value, DateTimeOffset Until)> _entries = [];

    public int Count => _entries.Count;

    public bool TryGet(TKey key, DateTimeOffset now, out TValue value)
    {
        var isThere = _entries.TryGetValue(key, out var entry) && entry.Until > now;
        value = entry.Value;
        return isThere;
    }

    public void Set(TKey key, TValue value, DateTimeOffset until, DateTimeOffset now)
    {
        if (_entries.Count >= capacity && !_entries.ContainsKey(key))
        {
            foreach (var ended in _entries.Where(entry => entry.Value.Until <= now).Select(static entry => entry.Key).ToArray())
            {
                _entries.Remove(ended);
            }

            if (_entries.Count >= capacity)
            {
                _entries.Remove(_entries.MinBy(static entry => entry.Value.Until).Key);
            }
        }

        _entries[key] = (value, until);
    }

    public bool Remove(TKey key) => _entries.Remove(key);
}
