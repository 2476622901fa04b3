namespace Consensoor.Actors.Columns;

/// <summary>
/// From which slot on all sidecars are here that a node keeps, as losses and what is fetched again move it: what was complete below a loss
/// is so again once that is mended, and need not be gone through.
/// </summary>
internal sealed class CompleteSlots(Slot from)
{
    // The slots below the lowest loss that were complete before it.
    private (Slot From, Slot Before)? _below;

    /// <summary>The first slot from which on nothing is missing.</summary>
    public Slot From { get; private set; } = from;

    /// <summary>What was missing was fetched back to a slot.</summary>
    public void Fetched(Slot from)
    {
        From = Math.Min(From, from);
        if (_below is { } below && From <= below.Before)
        {
            From = Math.Min(From, below.From);
            _below = null;
        }
    }

    /// <summary>Something of a slot was lost: only what comes after it is complete, until it is here again.</summary>
    public void Lost(Slot slot)
    {
        if (slot >= From)
        {
            _below ??= (From, slot);
            From = slot + 1;
        }
        else if (_below is { } below && slot >= below.From)
        {
            _below = (below.From, Math.Min(below.Before, slot));
        }
    }

    /// <summary>More is kept from a slot on, of which nothing is here before it.</summary>
    public void Grow(Slot slot) => (From, _below) = (Math.Max(From, slot), null);
}
