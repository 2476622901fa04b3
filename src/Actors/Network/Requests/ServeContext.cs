using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>What answers are made from: the head with its state, the columns at hand, and how this node presents itself.</summary>
internal sealed record ServeContext(ChainSpec Spec, Slot Now, HeadSnapshot? Head, ColumnArchive Columns, Status Status)
{
    /// <summary>The epoch of the clock.</summary>
    public Epoch Epoch => Now / Spec.Preset.SlotsPerEpoch;

    /// <summary>
    /// The blocks of the head's chain in `[start, start + count)`, as far as the head; of older slots than its state remembers, storage
    /// knows the finalized ones. Nobody signed the block of genesis.
    /// </summary>
    public IEnumerable<ServeKey> Canonical(Slot start, ulong count)
    {
        if (Head is not { State: var state } head)
        {
            yield break;
        }

        var window = Spec.Preset.SlotsPerHistoricalRoot;
        for (var slot = Math.Max(1, start); slot <= head.Slot && slot - start < count; slot++)
        {
            if (slot == head.Slot)
            {
                yield return new ServeKey(head.Root, slot);
            }
            else if (state.Slot - slot > window)
            {
                yield return new ServeKey(null, slot);
            }
            else if (state.Slot - slot == window || state.BlockRoots[slot % window] != state.BlockRoots[(slot - 1) % window])
            {
                yield return new ServeKey(state.BlockRoots[slot % window], slot);
            }
        }
    }
}
