using System.Diagnostics.CodeAnalysis;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>A dictionary that holds at most a number of entries; the one set longest ago goes first.</summary>
internal sealed class BoundedMap<TKey, TValue>(int bound)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _entries = [];
    private readonly Queue<TKey> _order = new();

    public void Set(TKey key, TValue value)
    {
        if (_entries.TryAdd(key, value))
        {
            _order.Enqueue(key);
            if (_order.Count > bound)
            {
                _entries.Remove(_order.Dequeue());
            }
        }
        else
        {
            _entries[key] = value;
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _entries.TryGetValue(key, out value);
}
