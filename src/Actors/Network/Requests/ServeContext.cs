using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>What answers are made from: the head with its state, the columns at hand, and how this node presents itself.</summary>
internal sealed record ServeContext(ChainSpec Spec, Slot Now, ChainView? View, ColumnArchive Columns, Status Status)
{
    /// <summary>The head, null before there is one.</summary>
    public HeadSnapshot? Head => View?.Head;

    /// <summary>The epoch of the clock.</summary>
    public Epoch Epoch => Now / Spec.Preset.SlotsPerEpoch;

    /// <summary>
    /// The blocks of the head's chain in `[start, start + count)`, as far as the head; of older slots than its state remembers, the view
    /// knows those that are not finalized, and storage the others. Nobody signed the block of genesis.
    /// </summary>
    public IEnumerable<ServeKey> Canonical(Slot start, ulong count)
    {
        if (Head is not { State: var state } head)
        {
            yield break;
        }

        var window = Spec.Preset.SlotsPerHistoricalRoot;
        var old = OldRoots(start, count, head.Slot > window ? head.Slot - window : 0);
        for (var slot = Math.Max(1, start); slot <= head.Slot && slot - start < count; slot++)
        {
            if (slot == head.Slot)
            {
                yield return new ServeKey(head.Root, slot);
            }
            else if (state.Slot - slot >= window)
            {
                if (old.TryGetValue(slot, out var root) || slot <= View!.OldestSlot)
                {
                    yield return new ServeKey(root, slot);
                }
            }
            else if (state.BlockRoots[slot % window] != state.BlockRoots[(slot - 1) % window])
            {
                yield return new ServeKey(state.BlockRoots[slot % window], slot);
            }
        }
    }

    /// <summary>The roots of the head's chain in the view, of slots of a range before another.</summary>
    private Dictionary<Slot, Root?> OldRoots(Slot start, ulong count, Slot before)
    {
        var roots = new Dictionary<Slot, Root?>();
        for (var block = start <= before ? View!.CanonicalAt(before) : null;
            block is not null && block.Slot >= start;
            block = View!.Blocks.GetValueOrDefault(block.ParentRoot))
        {
            if (block.Slot - start < count)
            {
                roots.Add(block.Slot, block.Root);
            }
        }

        return roots;
    }
}
