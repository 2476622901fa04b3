namespace Consensoor.Actors.Reporting;

/// <summary>
/// What is remembered of the last slots: of more than so many the earliest go first, which <paramref name="left"/> is told, and one that is
/// earlier still is not taken.
/// </summary>
internal sealed class LastSlots<T>(int most, Func<T> begin, Action<T>? left = null)
    where T : class
{
    private readonly SortedDictionary<Slot, T> _slots = [];

    /// <summary>All that are remembered, the earliest first.</summary>
    public IReadOnlyCollection<KeyValuePair<Slot, T>> All => _slots;

    /// <summary>What is remembered of a slot; null where that is nothing.</summary>
    public T? Find(Slot slot) => _slots.GetValueOrDefault(slot);

    /// <summary>What is remembered of a slot, which may begin now; null where it is earlier than all that are remembered.</summary>
    public T? At(Slot slot)
    {
        if (_slots.TryGetValue(slot, out var known))
        {
            return known;
        }

        if (_slots.Count >= most)
        {
            var (earliest, oldest) = _slots.First();
            if (slot < earliest)
            {
                return null;
            }

            _slots.Remove(earliest);
            left?.Invoke(oldest);
        }

        return _slots[slot] = begin();
    }
}
