using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>What answers are made from: the head with its state, the columns at hand, and how this node presents itself.</summary>
internal sealed record ServeContext(ChainSpec Spec, Slot Now, ChainView? View, ColumnArchive Columns, Func<Status> Status)
{
    /// <summary>The head, null before there is one.</summary>
    public HeadSnapshot? Head => View?.Head;

    /// <summary>The epoch of the clock.</summary>
    public Epoch Epoch => Now / Spec.Preset.SlotsPerEpoch;

    /// <summary>
    /// The blocks of the head's chain in `[start, start + count)`, as far as the head; of older slots than its state remembers, the view
    /// knows those that are not finalized, and storage the others. Nobody signed the block of genesis. Where it is asked for
    /// (<paramref name="andNext"/>), the first one behind the range as well.
    /// </summary>
    public IEnumerable<ServeKey> Canonical(Slot start, ulong count, bool andNext = false)
    {
        if (Head is not { State: var state } head)
        {
            yield break;
        }

        var window = Spec.Preset.SlotsPerHistoricalRoot;
        var old = OldRoots(start, count, head.Slot > window ? head.Slot - window : 0);
        for (var slot = Math.Max(1, start); slot <= head.Slot && (andNext || slot - start < count); slot++)
        {
            ServeKey? key = null;
            if (slot == head.Slot)
            {
                key = new ServeKey(head.Root, slot);
            }
            else if (state.Slot - slot >= window)
            {
                key = old.TryGetValue(slot, out var root) || slot <= View!.OldestSlot ? new ServeKey(root, slot) : null;
            }
            else if (state.BlockRoots[slot % window] != state.BlockRoots[(slot - 1) % window])
            {
                key = new ServeKey(state.BlockRoots[slot % window], slot);
            }

            if (key is { } block)
            {
                yield return block;

                // Below the oldest block only storage knows whether there is one in the slot.
                if (block.Root is not null && slot - start >= count)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>The roots of the head's chain in the view, of a range before a slot, and of the first block behind the range.</summary>
    private Dictionary<Slot, Root?> OldRoots(Slot start, ulong count, Slot before)
    {
        var roots = new Dictionary<Slot, Root?>();
        ChainBlock? next = null;
        for (var block = start <= before ? View!.CanonicalAt(before) : null;
            block is not null && block.Slot >= start;
            block = View!.Blocks.GetValueOrDefault(block.ParentRoot))
        {
            if (block.Slot - start < count)
            {
                roots.Add(block.Slot, block.Root);
            }
            else
            {
                next = block;
            }
        }

        if (next is not null)
        {
            roots.Add(next.Slot, next.Root);
        }

        return roots;
    }
}
