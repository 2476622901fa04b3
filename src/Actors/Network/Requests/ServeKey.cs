using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// A block to load for an answer: by its root, or by its slot in the finalized chain. A block of another slot than the one named is not
/// meant.
/// </summary>
internal readonly record struct ServeKey(Root? Root, Slot? Slot)
{
    /// <summary>The columns that are to be loaded in the block's place, which are the items then; null where the block is.</summary>
    public ColumnSet? Columns { get; init; }

    /// <summary>The indices of the blob sidecars that are to be loaded in the block's place; null where the block or columns are.</summary>
    public ColumnSet? Blobs { get; init; }

    /// <summary>True where the block's post-state is to be loaded in its place.</summary>
    public bool IsState { get; init; }

    /// <summary>True where the block itself is to be loaded.</summary>
    public bool IsBlock => Columns is null && Blobs is null && !IsState;
}
