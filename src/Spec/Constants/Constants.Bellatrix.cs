namespace Consensoor.Spec;

public static partial class Constants
{
    /// <summary>EMPTY_BLOCK_HASH (`bellatrix/beacon-chain.md#constants`).</summary>
    public static readonly Hash32 EmptyBlockHash = Hash32.Zero;

    /// <summary>SAFE_SLOTS_TO_IMPORT_OPTIMISTICALLY (`bellatrix/optimistic-sync.md#constants`).</summary>
    public const Slot SafeSlotsToImportOptimistically = 128;
}
