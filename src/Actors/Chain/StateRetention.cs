using System.Numerics;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Chooses the blocks whose post-states stay in memory: all of the last <paramref name="recent"/> slots, and of d slots behind the head one
/// in about d / <paramref name="density"/>. So their number grows with the logarithm of the slots that are not finalized, and a state is
/// made again from one at most about d / density slots older. The grid is of powers of two, so that what stays was there before: nothing
/// has to be made again for it.
/// </summary>
internal sealed class StateRetention(int density, int recent)
{
    /// <summary>The blocks, by root, whose states stay; of those that have one, with their slots.</summary>
    public IReadOnlySet<Root> Choose(IEnumerable<(Root Root, Slot Slot)> blocks, Slot head)
    {
        var first = new Dictionary<(ulong Width, ulong Cell), (Root Root, Slot Slot)>();
        var kept = new HashSet<Root>();
        foreach (var block in blocks)
        {
            var width = WidthAt(head > block.Slot ? head - block.Slot : 0);
            if (width == 1)
            {
                kept.Add(block.Root);
                continue;
            }

            var cell = (width, block.Slot / width);
            if (!first.TryGetValue(cell, out var known) || (block.Slot, block.Root).CompareTo((known.Slot, known.Root)) < 0)
            {
                first[cell] = block;
            }
        }

        kept.UnionWith(first.Values.Select(static block => block.Root));
        return kept;
    }

    /// <summary>The slots of which one state stays, so far behind the head.</summary>
    public ulong WidthAt(ulong distance) =>
        distance < (ulong)recent ? 1 : BitOperations.RoundUpToPowerOf2(Math.Max(1, distance / (ulong)density));
}
