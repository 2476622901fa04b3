namespace Consensoor.Interop.Storage;

/// <summary>Orders blocks by slot, those of one slot by root, so that all stores prune the same ones first.</summary>
internal static class OldestFirst
{
    public static Comparer<(Slot Slot, Root Root)> Order { get; } = Comparer<(Slot Slot, Root Root)>.Create(
        static (a, b) => a.Slot != b.Slot ? a.Slot.CompareTo(b.Slot) : a.Root.AsSpan().SequenceCompareTo(b.Root.AsSpan()));

    /// <summary>The blocks of a slot and of those behind it, in order.</summary>
    public static IEnumerable<Root> From(SortedSet<(Slot Slot, Root Root)> blocks, Slot slot) =>
        blocks.Count == 0 || blocks.Max.Slot < slot
            ? []
            : blocks.GetViewBetween((slot, default), blocks.Max).Select(static block => block.Root);
}
