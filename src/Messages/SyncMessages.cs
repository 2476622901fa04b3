namespace Consensoor.Messages;

/// <summary>
/// Something that the chain or a gossip lane waits for and somebody may have; the one that waits publishes it. Source sent what names it,
/// and is asked first.
/// </summary>
public interface IMissing
{
    /// <summary>The root of the block that is missing, or of the block whose payload or data is.</summary>
    Root Root { get; }

    /// <summary>Who sent what cannot go on without it.</summary>
    Source Source { get; }
}

/// <summary>A block waits for its parent, the block of the root.</summary>
public sealed record ParentUnknown(Root Root, Source Source) : IMissing;

/// <summary>A block waits for the payload of its parent, the block of the root (gloas on).</summary>
public sealed record PayloadMissing(Root Root, Source Source) : IMissing;

/// <summary>The block of the root, or its payload, waits for these columns (fulu on).</summary>
public sealed record DataMissing(Root Root, IReadOnlyList<ColumnIndex> Columns, Source Source) : IMissing;

/// <summary>What sync was to fetch has come to an end, the sync actor publishes: it is there, or why it is given up.</summary>
public sealed record FetchEnded(string What, Root Root, bool IsFound, string Reason);

/// <summary>The sync actor publishes that it goes through ranges of slots to catch up with a peer, or no longer does, and why.</summary>
public sealed record RangeSyncChanged(bool IsRunning, Slot From, Slot To, string Reason);
