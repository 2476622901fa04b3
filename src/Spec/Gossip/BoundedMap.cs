using System.Diagnostics.CodeAnalysis;

namespace Consensoor.Spec.Gossip;

/// <summary>Holds at most a number of entries by key; the key added longest ago goes first.</summary>
public sealed class BoundedMap<TKey, TValue>(int bound)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _entries = [];
    private readonly Queue<TKey> _order = new();

    /// <summary>Sets the value of a key.</summary>
    public TValue this[TKey key]
    {
        set
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
    }

    /// <summary>Gives the value of a key.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _entries.TryGetValue(key, out value);

    /// <summary>Tells whether a key is there.</summary>
    public bool ContainsKey(TKey key) => _entries.ContainsKey(key);
}
