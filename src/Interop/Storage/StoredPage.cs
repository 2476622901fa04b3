namespace Consensoor.Interop.Storage;

/// <summary>Stored blocks of whole slots, by slot and root; IsLast where nothing is stored behind them.</summary>
public sealed record StoredPage(IReadOnlyList<StoredBlockRow> Blocks, bool IsLast)
{
    /// <summary>A page of blocks that are ordered by slot at least.</summary>
    internal static StoredPage Of(IEnumerable<StoredBlockRow> blocks, bool isLast) =>
        new([.. blocks.OrderBy(static block => block.Slot).ThenBy(static block => block.Root)], isLast);
}
