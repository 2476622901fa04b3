using Consensoor.Spec.DataColumns;

namespace Consensoor.Interop.Storage;

/// <summary>
/// Keeps data columns by slot, root of their block and index, and what the node's custody has grown to. A process killed at any point
/// finds each column whole or not at all; all that was put is on disk after <see cref="Flush"/>. Every method may throw
/// <see cref="ChainStoreException"/>, and may be called again. Not thread-safe; one actor owns a store.
/// </summary>
public interface IColumnStore : IDisposable
{
    /// <summary>What the custody has grown to; null where the store is new.</summary>
    StoredCustody? Custody { get; }

    /// <summary>The number of blocks of which there are columns.</summary>
    int Count { get; }

    /// <summary>Keeps what the custody has grown to; it is on disk when the call returns.</summary>
    void PutCustody(StoredCustody custody);

    /// <summary>Keeps columns of a block, which are of one slot; does nothing about those that are known.</summary>
    void Put(Root blockRoot, IReadOnlyList<StoredColumn> columns);

    /// <summary>The columns of a block that are kept.</summary>
    ColumnSet ColumnsOf(Root blockRoot);

    /// <summary>The slot of a block of which there are columns, or were; null where the root is not known.</summary>
    Slot? SlotOf(Root blockRoot);

    /// <summary>Counts some columns of a block as not kept, so that they are taken when they come again.</summary>
    void Forget(Root blockRoot, ColumnSet columns);

    /// <summary>
    /// Reads those of some columns that are kept, in the order of their indices. One whose bytes have changed on disk is left out, and not
    /// kept from then on.
    /// </summary>
    IReadOnlyList<StoredColumn> Get(Root blockRoot, ColumnSet wanted);

    /// <summary>Drops the columns of blocks before a slot, the oldest first, of so many blocks at most; true where more are left.</summary>
    bool Prune(Slot before, int blocks);

    /// <summary>Returns when all that was put before is on disk.</summary>
    void Flush();
}

/// <summary>Holds a column as SSZ of the fork of its slot.</summary>
public sealed record StoredColumn(Slot Slot, ColumnIndex Index, byte[] Ssz);

/// <summary>
/// The highest `custody_group_count` so far, and the first slot from which on nothing of what it asks for was missed.
/// </summary>
public sealed record StoredCustody(ulong GroupCount, Slot CompleteFrom);
