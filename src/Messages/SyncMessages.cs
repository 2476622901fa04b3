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

/// <summary>Ask what is waited for, by who begins later than the chain; each is published anew as <see cref="IMissing"/>.</summary>
public sealed record GetMissing : IChainCommand
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetMissing Instance { get; } = new();
}

/// <summary>A block waits for its parent, the block of the root.</summary>
public sealed record ParentUnknown(Root Root, Source Source) : IMissing
{
    /// <summary>The slot of the block that waits; null where only messages wait that name the root.</summary>
    public Slot? ChildSlot { get; init; }
}

/// <summary>A block waits for the payload of its parent, the block of the root (gloas on).</summary>
public sealed record PayloadMissing(Root Root, Source Source) : IMissing;

/// <summary>The block of the root, or its payload, waits for these columns (fulu on).</summary>
public sealed record DataMissing(Root Root, IReadOnlyList<ColumnIndex> Columns, Source Source) : IMissing;

/// <summary>The block of the root waits for blobs of these indices (deneb, electra).</summary>
public sealed record BlobsMissing(Root Root, IReadOnlyList<ulong> Indices, Source Source) : IMissing;

/// <summary>What sync was to fetch has come to an end, the sync actor publishes: it is there, or why it is given up.</summary>
public sealed record FetchEnded(string What, Root Root, bool IsFound, string Reason);

/// <summary>The sync actor publishes that it goes through ranges of slots to catch up with a peer, or no longer does, and why.</summary>
public sealed record RangeSyncChanged(bool IsRunning, Slot From, Slot To, string Reason);

/// <summary>
/// Published by whoever has to know whether sync goes through ranges and has just begun; where it does, sync publishes
/// <see cref="RangeSyncChanged"/> once more.
/// </summary>
public sealed record GetRangeSync
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetRangeSync Instance { get; } = new();
}

/// <summary>Ask sync, or the fetching of history, what it does and why no more; answered with <see cref="SyncWhy"/>.</summary>
public sealed record GetSyncWhy
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetSyncWhy Instance { get; } = new();
}

/// <summary>
/// What a part of sync does and why no more: from one slot towards another (downwards for history), what is wanted, and the last questions
/// to peers, the latest last.
/// </summary>
public sealed record SyncWhy(
    string Part, bool IsRunning, string Reason, Slot From, Slot To, IReadOnlyList<SyncItem> Wanted, IReadOnlyList<SyncDebt> Ledger);

/// <summary>Something that is wanted, how far it has come, and the peer that is asked for it or gave it.</summary>
public sealed record SyncItem(string What, string Stage, string? Peer);

/// <summary>
/// A question to a peer: what was asked and since when, when the answer ended and what came, and why that was refused; nulls where that has
/// not happened.
/// </summary>
public sealed record SyncDebt(
    ulong Id, string Peer, string What, DateTimeOffset AskedAt, DateTimeOffset? AnsweredAt, string? Came, string? Refused);
