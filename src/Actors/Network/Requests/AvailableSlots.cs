using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Says from which slot on this node can serve what peers may ask for. What was found complete is remembered, so that asking again costs
/// the blocks of an epoch, and not the way to the archive's begin. The blocks from <paramref name="since"/> on and before <paramref
/// name="until"/> owe such data, and <paramref name="firstServed"/> gives the first slot of the range that is served in an epoch.
/// </summary>
internal sealed class AvailableSlots(ChainSpec spec, ForkName since, ForkName? until, Func<ChainSpec, Epoch, Slot> firstServed)
{
    // The last run of blocks that was found complete: the newest of them, and the slot of the oldest.
    private (Slot Slot, Root Root) _newest;
    private Slot _oldest;

    /// <summary>Watches over the data columns of a chain, fulu on.</summary>
    public static AvailableSlots OfColumns(ChainSpec spec) => new(spec, ForkName.Fulu, null, ColumnRequests.FirstServedSlot);

    /// <summary>Watches over the blob sidecars of a chain, deneb and electra.</summary>
    public static AvailableSlots OfBlobs(ChainSpec spec) => new(spec, ForkName.Deneb, ForkName.Fulu, BlobRequests.FirstServedSlot);

    /// <summary>Counts the blocks that were looked at so far.</summary>
    public ulong Looked { get; private set; }

    /// <summary>
    /// Returns `earliest_available_slot` (`fulu/p2p-interface.md#status-v2`). Blocks are kept from genesis on, so that it is 0 where all
    /// data in the range that is served is kept (`data_column_serve_range`, `blob_serve_range`), else the slot from which all is: nothing
    /// is missing from <paramref name="completeFrom"/> on but of blocks in memory that are not kept.
    /// </summary>
    public Slot Earliest(Slot now, ChainView? view, Slot completeFrom, Func<Root, bool> isKept)
    {
        var epoch = Misc.ComputeEpochAtSlot(spec.Preset, now);
        if (spec.ForkAt(epoch) < since)
        {
            return 0;
        }

        var complete = Math.Max(completeFrom, view is null ? 0 : AfterLastIncomplete(now, view, completeFrom, isKept));

        // The block of genesis has none.
        return complete <= Math.Max(1, firstServed(spec, epoch)) ? 0 : complete;
    }

    // Of a block that was stored and replayed, columns may not have come to the disk. Those of the present slot may still come.
    private Slot AfterLastIncomplete(Slot now, ChainView view, Slot completeFrom, Func<Root, bool> isKept)
    {
        var chain = view.Canonical;
        var (newest, oldest) = (default((Slot Slot, Root Root)?), now);
        var after = default(Slot);
        for (var index = now == 0 ? -1 : chain.IndexAtOrBefore(now - 1); index >= 0 && chain[index].Slot >= completeFrom; index--)
        {
            if (chain[index] == _newest)
            {
                (newest, oldest) = (newest ?? _newest, _oldest);
                index = _oldest == 0 ? 0 : chain.IndexAtOrBefore(_oldest - 1) + 1;
                continue;
            }

            Looked++;
            var (slot, root) = chain[index];
            if (view.Blocks.TryGetValue(root, out var block)
                && OwesData(block)
                && !isKept(root))
            {
                after = slot + 1;
                break;
            }

            // A payload may still come for the blocks of the last epoch, and with it columns.
            newest ??= slot + spec.Preset.SlotsPerEpoch < now ? chain[index] : null;
            oldest = slot;
        }

        (_newest, _oldest) = (newest ?? default, oldest);
        return after;
    }

    private bool OwesData(ChainBlock block)
    {
        var fork = spec.ForkAtSlot(block.Slot);
        return fork >= since && !(fork >= until) && block.Summary.HasBlobs && (block.HasEnvelope || fork < ForkName.Gloas);
    }
}
