using System.Collections.Immutable;

namespace Consensoor.Messages;

/// <summary>
/// The blocks of the head's chain that are in memory, by slot; immutable. Another head shares all but what differs, so that following one
/// costs what it changed, and looking up a slot the logarithm of the length, however far behind the head it is.
/// </summary>
public sealed class CanonicalChain
{
    private static readonly IComparer<(Slot Slot, Root Root)> BySlot =
        Comparer<(Slot Slot, Root Root)>.Create(static (one, other) => one.Slot.CompareTo(other.Slot));

    private readonly ImmutableList<(Slot Slot, Root Root)> _blocks;

    private CanonicalChain(ImmutableList<(Slot Slot, Root Root)> blocks) => _blocks = blocks;

    /// <summary>The chain without a block.</summary>
    public static CanonicalChain Empty { get; } = new([]);

    /// <summary>Counts the blocks.</summary>
    public int Count => _blocks.Count;

    /// <summary>Gives a block by its place, the oldest first.</summary>
    public (Slot Slot, Root Root) this[int index] => _blocks[index];

    /// <summary>Finds the place of the last block at or before a slot; -1 where there is none.</summary>
    public int IndexAtOrBefore(Slot slot)
    {
        var index = _blocks.BinarySearch((slot, default), BySlot);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>Finds the last block at or before a slot; null where there is none.</summary>
    public Root? AtOrBefore(Slot slot) => IndexAtOrBefore(slot) is >= 0 and var index ? _blocks[index].Root : null;

    /// <summary>Gives the blocks from a slot on, oldest first, each when it is asked for.</summary>
    public IEnumerable<(Slot Slot, Root Root)> From(Slot slot)
    {
        for (var index = slot == 0 ? 0 : IndexAtOrBefore(slot - 1) + 1; index < _blocks.Count; index++)
        {
            yield return _blocks[index];
        }
    }

    /// <summary>
    /// Goes over to a head among some blocks, without what is before the oldest slot. Costs the blocks that were not in this chain; gives
    /// back this one where nothing differs.
    /// </summary>
    public CanonicalChain Follow(ImmutableDictionary<Root, ChainBlock> blocks, Root head, Slot oldest)
    {
        var kept = -1;
        var added = new List<(Slot Slot, Root Root)>();
        for (var block = blocks.GetValueOrDefault(head);
            block is not null && block.Slot >= oldest;
            block = blocks.GetValueOrDefault(block.ParentRoot))
        {
            var index = IndexAtOrBefore(block.Slot);
            if (index >= 0 && _blocks[index] == (block.Slot, block.Root))
            {
                kept = index;
                break;
            }

            added.Add((block.Slot, block.Root));
        }

        var first = oldest == 0 ? 0 : IndexAtOrBefore(oldest - 1) + 1;
        if (added.Count == 0 && first == 0 && kept == Count - 1)
        {
            return this;
        }

        added.Reverse();
        var chain = _blocks.RemoveRange(kept + 1, Count - kept - 1).AddRange(added);
        return new CanonicalChain(chain.RemoveRange(0, Math.Min(first, kept + 1)));
    }
}
