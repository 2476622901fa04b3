using System.Runtime.InteropServices;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.ForkChoice;

public sealed partial class Store
{
    private NodeTree? _tree;
    private Checkpoint? _weighedBy;

    // How many blocks there were when the previous and the current slot began; 0 where that is not known.
    private int _ofPrevious;
    private int _ofCurrent;

    /// <summary>
    /// How many blocks were looked at by what need not look at all of them: deciding about payloads, choosing among states, and finding
    /// equivocations. For tests, which bound it.
    /// </summary>
    internal long BlocksLookedAt { get; set; }

    /// <summary>Weights, viability and the head, brought up to date when asked for after a change.</summary>
    internal NodeTree Tree => _tree ??= new NodeTree(this);

    /// <summary>The votes, weighed by the justified state.</summary>
    internal LatestMessages WeighedMessages
    {
        get
        {
            if (_weighedBy != JustifiedCheckpoint)
            {
                LatestMessages.WeighBy(JustifiedState, _equivocatingIndices);
                _weighedBy = JustifiedCheckpoint;
            }

            return LatestMessages;
        }
    }

    /// <summary>The state of the justified checkpoint.</summary>
    internal BeaconState JustifiedState => StateOf(JustifiedCheckpoint);

    /// <summary>The state of a checkpoint of a known block; the block's own where an upgrade refuses to advance that.</summary>
    internal BeaconState StateOf(Checkpoint checkpoint) =>
        StoreTargetCheckpointState(checkpoint, out var state) is null ? state! : _blocks[checkpoint.Root].State;

    /// <summary>Says that something changed of which the head is made.</summary>
    internal void Changed() => _tree?.Changed();

    /// <summary>The same, where it is that a block's payload came or went.</summary>
    internal void ChangedPayload(StoreBlock block) => _tree?.ChangedPayload(block);

    /// <summary>Notes at the start of a slot, the next one or a later one, which blocks there are already.</summary>
    internal void BeginSlot(bool isNext) => (_ofPrevious, _ofCurrent) = (isNext ? _ofCurrent : _order.Count, _order.Count);

    /// <summary>
    /// All blocks of a slot, and others; of the current slot and the one before only those that came since these began, as none comes ahead
    /// of its slot.
    /// </summary>
    internal ReadOnlySpan<StoreBlock> BlocksSince(Slot slot)
    {
        var current = StoreTime.GetCurrentSlot(this);
        var blocks = CollectionsMarshal.AsSpan(_order)[(slot >= current ? _ofCurrent : slot + 1 == current ? _ofPrevious : 0)..];
        BlocksLookedAt += blocks.Length;
        return blocks;
    }
}
