using Consensoor.Messages;

namespace Consensoor.Actors.Production;

/// <summary>Counts the payloads that builders promised and a chain does without, for the circuit breaker.</summary>
internal static class PayloadCount
{
    /// <summary>Counts in the chain of a parent, on whose payload it is built or not, those of the last slots before one.</summary>
    public static MissingPayloads Missing(CountedChain chain, Root parent, bool buildsOnFull, Slot slot, ulong window)
    {
        var count = 0;
        var byBuilder = new Dictionary<BuilderIndex, int>();
        var isFull = buildsOnFull;
        for (var block = chain.Of(parent);
            block is not null && block.Slot + window >= slot;
            (isFull, block) = (block.IsParentFull, chain.Of(block.ParentRoot)))
        {
            if (!isFull && block.Builder is { } builder)
            {
                count++;
                byBuilder[builder] = byBuilder.GetValueOrDefault(builder) + 1;
            }
        }

        return new MissingPayloads(window, count, byBuilder);
    }

    /// <summary>
    /// Counts in the chain of a parent the slots without a block of the last ones before one, until fulu: a builder that keeps its payload
    /// back leaves such a slot. What is before the oldest block that is remembered counts for nothing.
    /// </summary>
    public static MissingPayloads EmptySlots(CountedChain chain, Root parent, Slot slot, ulong window)
    {
        var (count, last) = (0, slot);
        for (var block = chain.Of(parent); block is not null; block = chain.Of(block.ParentRoot))
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
