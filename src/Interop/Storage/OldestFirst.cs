namespace Consensoor.Interop.Storage;

/// <summary>Orders blocks by slot, those of one slot by root, so that all stores prune the same ones first.</summary>
internal static class OldestFirst
{
    public static Comparer<(Slot Slot, Root Root)> Order { get; } = Comparer<(Slot Slot, Root Root)>.Create(
        static (a, b) => a.Slot != b.Slot ? a.Slot.CompareTo(b.Slot) : a.Root.AsSpan().SequenceCompareTo(b.Root.AsSpan()));
}
