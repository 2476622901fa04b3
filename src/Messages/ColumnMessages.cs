using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Messages;

/// <summary>
/// What this node keeps and samples from now on, and the first slot from which it can serve all of what it keeps; the actor of columns
/// publishes it when it changes and in each slot.
/// </summary>
public sealed record SamplingChanged(ColumnCustody Custody, Slot EarliestAvailable);

/// <summary>
/// Columns of a block that were verified in full: by their lane on gossip, by the chain where a peer was asked, or recovered from others.
/// Published, so that they are kept.
/// </summary>
public sealed record ColumnsHeld(Root BlockRoot, IReadOnlyList<DataColumnSidecar> Columns)
{
    /// <summary>Where they came from; null where that is not one place.</summary>
    public Source? Source { get; init; }
}

/// <summary>So many columns of a block that were missing were recovered from others here; published for who counts.</summary>
public sealed record ColumnsRebuilt(Root BlockRoot, int Columns);

/// <summary>What the actor of columns is told.</summary>
public interface IColumnCommand;

/// <summary>Ask for the columns of a block that are kept, of those that are wanted; answered with <see cref="StoredColumns"/>.</summary>
public sealed record LoadColumns(Root BlockRoot, ColumnSet Wanted) : IColumnCommand
{
    /// <summary>How many are wanted at most: the first of those that are kept.</summary>
    public int Most { get; init; } = int.MaxValue;
}

/// <summary>Columns of a block in the order of their indices, those of the wanted that are here.</summary>
public sealed record StoredColumns(Root BlockRoot, ColumnSet Wanted, IReadOnlyList<DataColumnSidecar> Columns)
{
    /// <summary>True where some cannot be given that were kept, so that what is left out must not be taken for what never was.</summary>
    public bool IsUnavailable { get; init; }
}

/// <summary>
/// Sidecars (What names their kind) that a peer gave and that do not belong to their block; the chain publishes it, so that the peer
/// answers for it.
/// </summary>
public sealed record SidecarsRefused(Root BlockRoot, Source Source, string What, IReadOnlyList<ulong> Indices, string Reason) : IChainEvent;
