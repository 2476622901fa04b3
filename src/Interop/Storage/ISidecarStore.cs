using Consensoor.Spec.DataColumns;

namespace Consensoor.Interop.Storage;

/// <summary>
/// Keeps sidecars of one kind (data columns, or blobs before fulu) by slot, root of their block and index, and what the node keeps of them.
/// A process killed at any point finds each sidecar whole or not at all; all that was put is on disk after <see cref="Flush"/>. Every
/// method may throw <see cref="ChainStoreException"/>, and may be called again. Not thread-safe; one actor owns a store.
/// </summary>
public interface ISidecarStore : IDisposable
{
    /// <summary>Gives what the custody has grown to; null where the store is new.</summary>
    StoredCustody? Custody { get; }

    /// <summary>Counts the blocks of which there are sidecars.</summary>
    int Count { get; }

    /// <summary>Keeps what the custody has grown to; it is on disk when the call returns.</summary>
    void PutCustody(StoredCustody custody);

    /// <summary>Keeps sidecars of a block, which are of one slot; does nothing about those that are known.</summary>
    void Put(Root blockRoot, IReadOnlyList<StoredSidecar> sidecars);

    /// <summary>Gives the indices of a block's sidecars that are kept.</summary>
    ColumnSet IndicesOf(Root blockRoot);

    /// <summary>The slot of a block of which there are sidecars, or were; null where the root is not known.</summary>
    Slot? SlotOf(Root blockRoot);

    /// <summary>Gives the blocks of a slot and later ones of which there are sidecars, or were, oldest first.</summary>
    IReadOnlyList<Root> From(Slot slot);

    /// <summary>Counts some sidecars of a block as not kept, so that they are taken when they come again.</summary>
    void Forget(Root blockRoot, ColumnSet indices);

    /// <summary>
    /// Reads those of some sidecars that are kept, in the order of their indices. One whose bytes have changed on disk, or that the disk
    /// does not give, is left out, and not kept from then on.
    /// </summary>
    IReadOnlyList<StoredSidecar> Get(Root blockRoot, ColumnSet wanted);

    /// <summary>Drops the sidecars of blocks before a slot, of the oldest so many at most; true where more are left.</summary>
    bool Prune(Slot before, int blocks);

    /// <summary>Returns when all that was put before is on disk.</summary>
    void Flush();
}

/// <summary>Holds a sidecar as SSZ of the fork of its slot.</summary>
public sealed record StoredSidecar(Slot Slot, ColumnIndex Index, byte[] Ssz);

/// <summary>
/// The highest `custody_group_count` so far (0 for blobs, all of which a node keeps), and the first slot from which on nothing of what it
/// asks for was missed.
/// </summary>
public sealed record StoredCustody(ulong GroupCount, Slot CompleteFrom);
