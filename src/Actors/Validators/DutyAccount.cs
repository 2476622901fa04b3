using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Keeps account of duties that were begun, until it is known what became of each. Outlives the restarts of who keeps it, so that no duty
/// is lost without a word. Holds the duties of the last slots alone: what is overdue is taken out.
/// </summary>
internal sealed class DutyAccount
{
    // Of each duty whether it is still open.
    private readonly SortedDictionary<Slot, Dictionary<(DutyKind Kind, ValidatorIndex Validator), bool>> _bySlot = [];

    /// <summary>Why the parent of the duties is being restarted, and with it its children; null where it is not.</summary>
    public string? Restart { get; set; }

    /// <summary>Tells whether a duty of a kind was begun in a slot.</summary>
    public bool IsBegun(DutyKind kind, Slot slot) =>
        _bySlot.TryGetValue(slot, out var duties) && duties.Keys.Any(duty => duty.Kind == kind);

    /// <summary>Notes duties that begin; those that began before stay as they are. Tells whether any of them is open.</summary>
    public bool Begin(DutyKind kind, Slot slot, IReadOnlyList<ValidatorIndex> validators)
    {
        if (!_bySlot.TryGetValue(slot, out var duties))
        {
            _bySlot[slot] = duties = [];
        }

        foreach (var validator in validators)
        {
            duties.TryAdd((kind, validator), true);
        }

        return validators.Any(validator => duties[(kind, validator)]);
    }

    /// <summary>Notes what is known now: done, or missed for a reason that was told.</summary>
    public void Close(DutyKind kind, Slot slot, ValidatorIndex validator)
    {
        if (_bySlot.TryGetValue(slot, out var duties) && duties.ContainsKey((kind, validator)))
        {
            duties[(kind, validator)] = false;
        }
    }

    /// <summary>Takes out the slots before one; gives the duties of them that nobody has told about, by slot and kind.</summary>
    public IReadOnlyList<(DutyKind Kind, Slot Slot, IReadOnlyList<ValidatorIndex> Validators)> TakeBefore(Slot slot)
    {
        var open = new List<(DutyKind, Slot, IReadOnlyList<ValidatorIndex>)>();
        while (_bySlot.Count > 0 && _bySlot.First() is var (oldest, duties) && oldest < slot)
        {
            _bySlot.Remove(oldest);
            open.AddRange(duties.Where(static duty => duty.Value)
                .GroupBy(static duty => duty.Key.Kind, static duty => duty.Key.Validator)
                .OrderBy(static kind => kind.Key)
                .Select(kind => (kind.Key, oldest, (IReadOnlyList<ValidatorIndex>)[.. kind.Order()])));
        }

        return open;
    }
}
