namespace Consensoor.Interop.Storage;

/// <summary>
/// Where the stored finalized chain ends: the slot of its oldest block, and the root of that one's parent, which is not stored. Slot 0: it
/// reaches back to genesis.
/// </summary>
public sealed record StoredHistory(Slot Oldest, Root Parent)
{
    /// <summary>The roots of stored blocks whose payload is part of the chain and is not stored.</summary>
    public IReadOnlyList<Root> Owed { get; init; } = [];

    /// <summary>True for the same end with the same payloads owed, in order.</summary>
    public bool Equals(StoredHistory? other) =>
        other is not null && Oldest == other.Oldest && Parent == other.Parent && Owed.SequenceEqual(other.Owed);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Oldest, Parent, Owed.Count);
}
