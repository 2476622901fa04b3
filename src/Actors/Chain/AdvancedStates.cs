using System.Collections.Immutable;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Post-states advanced to later slots, by block and slot, each computed once: those that are here, at most a number of them, the one made
/// first goes first; those that are asked for; and those that an upgrade of a fork between refuses, which are not asked for again.
/// </summary>
internal sealed class AdvancedStates(int bound)
{
    // States that cannot be are remembered, so that nobody makes them again; the oldest is forgotten.
    private const int MaxRefused = 64;

    private readonly Queue<(Root Root, Slot Slot)> _byAge = new();
    private readonly Dictionary<Root, ImmutableSortedDictionary<Slot, BeaconState>> _states = [];
    private readonly Dictionary<ulong, (Root Root, Slot Slot)> _asked = [];
    private readonly BoundedSet<(Root Root, Slot Slot)> _refused = new(MaxRefused);

    /// <summary>All states that are here, each with its block.</summary>
    public IEnumerable<(Root Root, BeaconState State)> All =>
        _states.SelectMany(static made => made.Value.Values.Select(state => (made.Key, state)));

    /// <summary>The states of a block that are here, by slot.</summary>
    public ImmutableSortedDictionary<Slot, BeaconState> Of(Root root) =>
        _states.GetValueOrDefault(root) ?? ImmutableSortedDictionary<Slot, BeaconState>.Empty;

    /// <summary>The state of a block in a slot, null where it is not here.</summary>
    public BeaconState? Find(Root root, Slot slot) => Of(root).GetValueOrDefault(slot);

    /// <summary>The latest state of a block at or before a slot, null where there is none but its own.</summary>
    public BeaconState? Nearest(Root root, Slot slot) => Of(root).NearestTo(slot);

    /// <summary>True where a state was asked for and is not here yet.</summary>
    public bool IsAsked(Root root, Slot slot) => _asked.ContainsValue((root, slot));

    /// <summary>Notes that a state was asked for; the pool of work answers each question once.</summary>
    public void Ask(ulong request, Root root, Slot slot) => _asked.Add(request, (root, slot));

    /// <summary>True where the protocol refuses the state.</summary>
    public bool IsRefused(Root root, Slot slot) => _refused.Contains((root, slot));

    /// <summary>
    /// Takes a state that was asked for, null where it was not made, and whether it never will be; false where nobody asked.
    /// </summary>
    public bool Take(ulong request, BeaconState? state, bool isRefused = false)
    {
        if (!_asked.Remove(request, out var asked))
        {
            return false;
        }

        if (isRefused)
        {
            _refused.Add(asked);
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

        return true;
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
}
