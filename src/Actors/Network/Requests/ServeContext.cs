using Consensoor.Actors.LightClients;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// What answers are made from: the head with its state, the first slots from which on all columns and all blobs are here, and how this node
/// presents itself.
/// </summary>
internal sealed record ServeContext(ChainSpec Spec, Slot Now, ChainView? View, Slot EarliestColumns, Func<Status> Status)
{
    /// <summary>The first slot from which on all blobs that peers may ask for are here, 0 where it is all of them.</summary>
    public Slot EarliestBlobs { get; init; }

    /// <summary>What this node tells of its subnets; null before it is known.</summary>
    public MetaData? MetaData { get; init; }

    /// <summary>What light clients may ask for.</summary>
    public LightClientView LightClient { get; init; } = LightClientView.None;

    /// <summary>The head, null before there is one.</summary>
    public HeadSnapshot? Head => View?.Head;

    /// <summary>The epoch of the clock.</summary>
    public Epoch Epoch => Now / Spec.Preset.SlotsPerEpoch;

    /// <summary>
    /// The blocks of the head's chain in `[start, start + count)`, as far as the head; of slots before the oldest block in memory, the
    /// head's state remembers some, and storage knows the others. Nobody signed the block of genesis. Where it is asked for (<paramref
    /// name="andNext"/>), the first one behind the range as well. Each is looked up when it is asked for.
    /// </summary>
    public IEnumerable<ServeKey> Canonical(Slot start, ulong count, bool andNext = false)
    {
        if (View is not { Head: { State: var state } head } view)
        {
            yield break;
        }

        var (first, window) = (Math.Max(1, start), Spec.Preset.SlotsPerHistoricalRoot);
        for (var slot = first; slot < view.OldestSlot && slot <= head.Slot && (andNext || slot - start < count); slot++)
        {
            if (state.Slot - slot >= window)
            {
                // Only storage knows whether there is one in the slot.
                yield return new ServeKey(null, slot);
            }
            else if (state.BlockRoots[slot % window] != state.BlockRoots[(slot - 1) % window])
            {
                yield return new ServeKey(state.BlockRoots[slot % window], slot);
                if (slot - start >= count)
                {
                    yield break;
                }
            }
        }

        foreach (var (slot, root) in view.Canonical.From(Math.Max(first, view.OldestSlot)))
        {
            if (slot - start < count || andNext)
            {
                yield return new ServeKey(root, slot);
            }

            if (slot - start >= count)
            {
                yield break;
            }
        }
    }
}
