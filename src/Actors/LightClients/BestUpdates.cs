using System.Collections.Immutable;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;

namespace Consensoor.Actors.LightClients;

/// <summary>
/// The best light client update of each sync committee period, of the head's chain alone (`altair/light-client/full-node.md`): each block
/// has the best of its own period up to it, and of the period before, so that fork choice may leave a branch with its updates. Of the
/// oldest blocks beyond <paramref name="bound"/> nothing is known; what stands on those goes on from what was served.
/// </summary>
internal sealed class BestUpdates(ChainSpec spec, int bound)
{
    private readonly Dictionary<Root, Link> _links = [];
    private readonly Queue<Root> _order = new();

    /// <summary>True where a block was added.</summary>
    public bool Knows(Root root) => _links.ContainsKey(root);

    /// <summary>
    /// Adds a block with the update that it makes, where that carries a sync committee, and what is served now; one that is known is left
    /// as it is.
    /// </summary>
    public void Add(
        Root root,
        Root parent,
        Slot slot,
        (ForkName Fork, LightClientUpdate Update)? update,
        ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)> served)
    {
        var period = LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, slot);
        var below = _links.TryGetValue(parent, out var link)
            ? link
            : new Link(period, Served(served, period), period == 0 ? null : Served(served, period - 1));
        var best = below.Period == period ? below.Best : null;
        var before = below.Period == period ? below.Before : below.Period + 1 == period ? below.Best : null;
        if (update is { } made && (best is null || LightClientUpdates.IsBetterUpdate(made.Update, best.Value.Update, spec)))
        {
            best = made;
        }

        if (_links.TryAdd(root, new Link(period, best, before)))
        {
            _order.Enqueue(root);
            if (_order.Count > bound)
            {
                _links.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>What is served once a block is the head: in its period and the one before what its chain has, and nothing later.</summary>
    public ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)> Follow(
        Root head, ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)> served)
    {
        if (!_links.TryGetValue(head, out var link))
        {
            return served;
        }

        served = served.RemoveRange(served.Keys.Where(period => period > link.Period));
        served = With(served, link.Period, link.Best);
        return link.Period == 0 ? served : With(served, link.Period - 1, link.Before);
    }

    private static (ForkName Fork, LightClientUpdate Update)? Served(
        ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)> served, ulong period) =>
        served.TryGetValue(period, out var update) ? update : null;

    private static ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)> With(
        ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)> served,
        ulong period,
        (ForkName Fork, LightClientUpdate Update)? best) => best is { } update ? served.SetItem(period, update) : served.Remove(period);

    private sealed record Link(
        ulong Period, (ForkName Fork, LightClientUpdate Update)? Best, (ForkName Fork, LightClientUpdate Update)? Before);
}
