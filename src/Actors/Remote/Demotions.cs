namespace Consensoor.Actors.Remote;

/// <summary>
/// Nodes that say they are well and failed: each is asked behind the others until the next slot, and where it fails again as soon as it is
/// asked first again, for twice as many slots, at most an epoch. A node that came back is believed at once.
/// </summary>
internal sealed class Demotions(ulong slotsPerEpoch)
{
    private readonly Dictionary<int, (Slot Until, ulong Slots)> _nodes = [];

    /// <summary>True in a slot in which a node is asked behind the others.</summary>
    public bool Has(int node, Slot now) => _nodes.TryGetValue(node, out var demoted) && now < demoted.Until;

    /// <summary>A node failed in a slot; false where it is behind the others already.</summary>
    public bool Add(int node, Slot now)
    {
        if (Has(node, now))
        {
            return false;
        }

        // One that was asked first for as long as it had been behind begins anew.
        var isAgain = _nodes.TryGetValue(node, out var before) && now < before.Until + before.Slots;
        var slots = isAgain ? Math.Min(2 * before.Slots, slotsPerEpoch) : 1;
        _nodes[node] = (now + slots, slots);
        return true;
    }

    /// <summary>A node came back.</summary>
    public void Remove(int node) => _nodes.Remove(node);
}
