namespace Consensoor.Interop.PartialColumns;

/// <summary>What the exchange has counted since it was made, for metrics.</summary>
public sealed record PartialCounts
{
    /// <summary>Cells sent to peers.</summary>
    public ulong CellsSent { get; internal set; }

    /// <summary>Cells of peers that were new and held.</summary>
    public ulong CellsTaken { get; internal set; }

    /// <summary>Cells of peers that were here already, or under way from another.</summary>
    public ulong CellsKnown { get; internal set; }

    /// <summary>Cells of peers that failed verification, or came with what was refused.</summary>
    public ulong CellsRefused { get; internal set; }

    /// <summary>Columns that were completed by cells.</summary>
    public ulong Completed { get; internal set; }

    /// <summary>Partial messages that were dropped since too much was there.</summary>
    public ulong Dropped { get; internal set; }

    /// <summary>Cells that a peer said it has, was asked for and did not send in time.</summary>
    public ulong Unanswered { get; internal set; }
}
