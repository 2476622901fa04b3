using System.Collections.Immutable;
using Consensoor.Spec.State;

namespace Consensoor.Messages;

/// <summary>Reads states of one block advanced to later slots.</summary>
public static class StatesBySlot
{
    /// <summary>Gives the latest state at or before a slot; null where there is none.</summary>
    public static BeaconState? NearestTo(this ImmutableSortedDictionary<Slot, BeaconState> states, Slot slot)
    {
        BeaconState? nearest = null;
        foreach (var (at, state) in states)
        {
            nearest = at <= slot ? state : nearest;
        }

        return nearest;
    }
}
