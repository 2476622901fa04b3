using System.Collections.Immutable;
using Consensoor.Messages;
using Consensoor.Spec;

namespace Consensoor.Actors.Production;

/// <summary>Counts the payloads that builders promised and a chain does without, for the circuit breaker.</summary>
internal static class PayloadCount
{
    /// <summary>
    /// Counts in the chain of a parent, on whose payload it is built or not, those of the last slots before one. A block whose body is not
    /// in memory counts for nothing.
    /// </summary>
    public static MissingPayloads Missing(
        ImmutableDictionary<Root, ChainBlock> blocks, Root parent, bool buildsOnFull, Slot slot, ulong window)
    {
        var count = 0;
        var byBuilder = new Dictionary<BuilderIndex, int>();
        var isFull = buildsOnFull;
        for (var block = blocks.GetValueOrDefault(parent);
            block is not null && block.Slot + window >= slot;
            (isFull, block) = (block.IsParentFull, blocks.GetValueOrDefault(block.ParentRoot)))
        {
            if (!isFull
                && block.Block?.Message.Body?.SignedExecutionPayloadBid?.Message is { } bid
                && bid.BuilderIndex != Constants.BuilderIndexSelfBuild)
            {
                count++;
                byBuilder[bid.BuilderIndex] = byBuilder.GetValueOrDefault(bid.BuilderIndex) + 1;
            }
        }

        return new MissingPayloads(window, count, byBuilder);
    }

    /// <summary>
    /// Counts in the chain of a parent the slots without a block of the last ones before one, until fulu: a builder that keeps its payload
    /// back leaves such a slot. What is before the blocks in memory counts for nothing.
    /// </summary>
    public static MissingPayloads EmptySlots(ImmutableDictionary<Root, ChainBlock> blocks, Root parent, Slot slot, ulong window)
    {
        var (count, last) = (0, slot);
        for (var block = blocks.GetValueOrDefault(parent); block is not null; block = blocks.GetValueOrDefault(block.ParentRoot))
        {
            var first = Math.Max(block.Slot + 1, slot > window ? slot - window : 0);
            count += last > first ? (int)(last - first) : 0;
            last = block.Slot;
            if (block.Slot + window <= slot)
            {
                break;
            }
        }

        return new MissingPayloads(window, count, new Dictionary<BuilderIndex, int>());
    }
}
