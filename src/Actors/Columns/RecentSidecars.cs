using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <summary>The sidecars that came last, in memory; bounded in bytes of their data, the block kept longest goes first.</summary>
internal sealed class RecentSidecars<T>(long bound, SidecarTraits<T> traits)
{
    // What a sidecar takes besides its data.
    private const int Overhead = 128;

    private readonly Dictionary<Root, SortedDictionary<ulong, T>> _byBlock = [];
    private readonly Queue<Root> _byAge = new();

    /// <summary>The bytes of data that are kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>Keeps a sidecar of a block, once; what is too much then goes.</summary>
    public void Keep(Root root, T sidecar)
    {
        if (!_byBlock.TryGetValue(root, out var sidecars))
        {
            _byBlock[root] = sidecars = [];
            _byAge.Enqueue(root);
        }

        if (sidecars.TryAdd(traits.IndexOf(sidecar), sidecar))
        {
            Bytes += SizeOf(sidecar);
        }

        while (Bytes > bound && _byAge.TryDequeue(out var oldest) && _byBlock.Remove(oldest, out var gone))
        {
            Bytes -= gone.Values.Sum(SizeOf);
        }
    }

    /// <summary>The indices of a block's sidecars that are kept.</summary>
    public ColumnSet IndicesOf(Root root) =>
        _byBlock.TryGetValue(root, out var sidecars) ? ColumnSet.Of(sidecars.Keys) : ColumnSet.None;

    /// <summary>Those of some sidecars of a block that are kept, by index.</summary>
    public IReadOnlyList<T> Get(Root root, ColumnSet wanted) => _byBlock.TryGetValue(root, out var sidecars)
        ? [.. sidecars.Values.Where(sidecar => wanted.Contains(traits.IndexOf(sidecar)))]
        : [];

    private long SizeOf(T sidecar) => traits.BytesOf(sidecar) + Overhead;
}
