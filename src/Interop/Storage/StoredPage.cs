namespace Consensoor.Interop.Storage;

/// <summary>Stored blocks of whole slots, by slot and root; IsLast where nothing is stored behind them.</summary>
public sealed record StoredPage(IReadOnlyList<StoredBlockRow> Blocks, bool IsLast)
{
    /// <summary>What of the page is damaged and left out, each in words that name it.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];

    /// <summary>The lowest slot of what is damaged; null where nothing is.</summary>
    public Slot? DamagedFrom { get; init; }

    /// <summary>The last slot that was looked at, behind which the next page begins; null where nothing was.</summary>
    public Slot? Through { get; init; }

    /// <summary>A page of blocks, and of what is damaged in the order of slots.</summary>
    internal static StoredPage Of(
        IEnumerable<StoredBlockRow> blocks,
        bool isLast,
        Slot? through = null,
        IReadOnlyList<(Slot Slot, string Name)>? damaged = null)
    {
        StoredBlockRow[] ordered = [.. blocks.OrderBy(static block => block.Slot).ThenBy(static block => block.Root)];
        return new(ordered, isLast)
        {
            Damaged = [.. (damaged ?? []).Select(static one => one.Name)],
            DamagedFrom = damaged is { Count: > 0 } ? damaged[0].Slot : null,
            Through = through ?? (ordered.Length > 0 ? ordered[^1].Slot : null),
        };
    }
}
