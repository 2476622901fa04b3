using Consensoor.Messages;

namespace Consensoor.Actors.Production;

/// <summary>What the circuit breaker counts of a block; the builder is the one whose bid it takes, null where there is none.</summary>
internal sealed record CountedBlock(Slot Slot, Root ParentRoot, bool IsParentFull, BuilderIndex? Builder)
{
    /// <summary>What it counts of a block of the view.</summary>
    public static CountedBlock Of(ChainBlock block) => new(block.Slot, block.ParentRoot, block.IsParentFull, block.Summary.Builder);
}
