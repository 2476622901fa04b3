using Consensoor.Interop.Storage;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>A store of sidecars on a disk that has no room for more, or gives nothing, while a test says so.</summary>
internal sealed class FullDisk(ISidecarStore inner) : ISidecarStore
{
    public bool IsFull { get; set; }

    public bool IsUnreadable { get; set; }

    public StoredCustody? Custody => inner.Custody;

    public int Count => inner.Count;

    public void PutCustody(StoredCustody custody) => inner.PutCustody(custody);

    public void Put(Root blockRoot, IReadOnlyList<StoredSidecar> columns)
    {
        if (IsFull)
        {
            throw new ChainStoreException("no space left on device");
        }

        inner.Put(blockRoot, columns);
    }

    public ColumnSet IndicesOf(Root blockRoot) => Read(() => inner.IndicesOf(blockRoot));

    public IReadOnlyList<Root> From(Slot slot) => IsUnreadable ? throw new ChainStoreException("input/output error") : inner.From(slot);

    public Slot? SlotOf(Root blockRoot) => inner.SlotOf(blockRoot);

    public void Forget(Root blockRoot, ColumnSet columns) => inner.Forget(blockRoot, columns);

    /// <summary>Columns whose bytes have changed on the disk.</summary>
    public ColumnSet Damaged { get; set; }

    public IReadOnlyList<StoredSidecar> Get(Root blockRoot, ColumnSet wanted)
    {
        inner.Forget(blockRoot, Damaged);
        Damaged = ColumnSet.None;
        return Read(() => inner.Get(blockRoot, wanted));
    }

    public bool Prune(Slot before, int blocks) => inner.Prune(before, blocks);

    public void Flush() => inner.Flush();

    public void Dispose() => inner.Dispose();

    private T Read<T>(Func<T> read) => IsUnreadable ? throw new ChainStoreException("input/output error") : read();
}
