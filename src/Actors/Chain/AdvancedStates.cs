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
    public bool Join(Root root, Slot slot, Waiting? waiting)
    {
        foreach (var asked in _asked.Values)
        {
            if (asked.Root == root && asked.Slot == slot)
            {
                asked.Add(waiting);
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes that a state was asked for; the pool of work answers each question once.</summary>
    public void Ask(ulong request, Root root, Slot slot, Waiting? waiting)
    {
        var asked = new Asked(root, slot, []);
        asked.Add(waiting);
        _asked.Add(request, asked);
    }

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

    /// <summary>
    /// Takes out who has waited since before a slot. The states stay asked for: what is late serves the next who asks.
    /// </summary>
    public IReadOnlyList<Waiting> TakeWaitingBefore(Slot slot)
    {
        var late = new List<Waiting>();
        foreach (var asked in _asked.Values)
        {
            late.AddRange(asked.Waiting.Where(waiting => waiting.Since < slot));
            asked.Waiting.RemoveAll(waiting => waiting.Since < slot);
        }

        return late;
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

    /// <summary>Who waits for a state in a slot, and since which slot; the state that is asked for first may be one on the way.</summary>
    internal readonly record struct Waiting(IActorRef Who, Slot Wanted, Slot Since);

    /// <summary>A state that was asked for, and who waits for it.</summary>
    internal sealed record Asked(Root Root, Slot Slot, List<Waiting> Waiting)
    {
        /// <summary>Adds who waits, if anybody.</summary>
        public void Add(Waiting? waiting)
        {
            if (waiting is { } who)
            {
                Waiting.Add(who);
            }
        }
    }
}
