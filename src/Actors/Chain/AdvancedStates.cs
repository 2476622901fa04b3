using System.Collections.Immutable;
using Akka.Actor;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Post-states advanced to later slots, by block and slot, each computed once: those that are here, at most a number of them, the one made
/// first goes first; and those that are asked for, with who waits for them.
/// </summary>
internal sealed class AdvancedStates(int bound)
{
    private readonly Queue<(Root Root, Slot Slot)> _byAge = new();
    private readonly Dictionary<Root, ImmutableSortedDictionary<Slot, BeaconState>> _states = [];
    private readonly Dictionary<ulong, Asked> _asked = [];

    /// <summary>The states of a block that are here, by slot.</summary>
    public ImmutableSortedDictionary<Slot, BeaconState> Of(Root root) =>
        _states.GetValueOrDefault(root) ?? ImmutableSortedDictionary<Slot, BeaconState>.Empty;

    /// <summary>The state of a block in a slot, null where it is not here.</summary>
    public BeaconState? Find(Root root, Slot slot) => Of(root).GetValueOrDefault(slot);

    /// <summary>The latest state of a block at or before a slot, null where there is none but its own.</summary>
    public BeaconState? Nearest(Root root, Slot slot)
    {
        BeaconState? nearest = null;
        foreach (var (at, state) in Of(root))
        {
            nearest = at <= slot ? state : nearest;
        }

        return nearest;
    }

    /// <summary>Adds who waits for a state; true where it was asked for already.</summary>
    public bool Join(Root root, Slot slot, IActorRef? waiter)
    {
        foreach (var asked in _asked.Values)
        {
            if (asked.Root == root && asked.Slot == slot)
            {
                if (waiter is not null)
                {
                    asked.Waiters.Add(waiter);
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Notes that a state was asked for.</summary>
    public void Ask(ulong request, Root root, Slot slot, Slot now, IActorRef? waiter) =>
        _asked.Add(request, new Asked(root, slot, now, waiter is null ? [] : [waiter]));

    /// <summary>
    /// Takes a state that was asked for, null where it could not be made; gives back what was asked, null where nothing was.
    /// </summary>
    public Asked? Take(ulong request, BeaconState? state)
    {
        if (!_asked.Remove(request, out var asked))
        {
            return null;
        }

        if (state is not null && Find(asked.Root, asked.Slot) is null)
        {
            while (_byAge.Count >= bound)
            {
                var (root, slot) = _byAge.Dequeue();
                Remove(root, slot);
            }

            _byAge.Enqueue((asked.Root, asked.Slot));
            _states[asked.Root] = Of(asked.Root).Add(asked.Slot, state);
        }

        return asked;
    }

    /// <summary>Takes out what was asked for before a slot and not answered.</summary>
    public IReadOnlyList<Asked> TakeBefore(Slot slot)
    {
        var late = _asked.Where(asked => asked.Value.Since < slot).ToArray();
        foreach (var (request, _) in late)
        {
            _asked.Remove(request);
        }

        return [.. late.Select(static asked => asked.Value)];
    }

    /// <summary>Forgets the states of a block that has left the store.</summary>
    public void Forget(Root root)
    {
        if (_states.Remove(root))
        {
            var kept = _byAge.Where(made => made.Root != root).ToArray();
            _byAge.Clear();
            Array.ForEach(kept, _byAge.Enqueue);
        }
    }

    private void Remove(Root root, Slot slot)
    {
        var left = Of(root).Remove(slot);
        if (left.IsEmpty)
        {
            _states.Remove(root);
        }
        else
        {
            _states[root] = left;
        }
    }

    /// <summary>A state that was asked for, since when, and who waits for it.</summary>
    internal sealed record Asked(Root Root, Slot Slot, Slot Since, List<IActorRef> Waiters);
}
