using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>
/// Reads the blobs of blocks: before fulu from the blob sidecars that are kept; from it on it makes them of the data columns that are kept,
/// the first half of which holds the blobs as they are, any other half is enough to recover those. One recovery at a time.
/// </summary>
public sealed class BlobReader(ChainSpec spec, ICanTell columns, ICanTell blobs, ICanTell work) : IDisposable
{
    private const int Half = KzgSizes.CellsPerExtBlob / 2;
    private readonly SemaphoreSlim _recovery = new(1);

    /// <summary>How long it waits for those it asks.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reads the blobs of a block of a fork, in order; null where fewer than half of the columns are kept, or nobody had time to recover.
    /// Before fulu there are as many as sidecars are kept.
    /// </summary>
    public async Task<IReadOnlyList<ByteList>?> Blobs(Root root, ForkName fork)
    {
        if (fork < ForkName.Fulu)
        {
            return [.. (await Sidecars(root)).Select(static sidecar => sidecar.Blob)];
        }

        // The first that are kept: the first half itself where that is kept, and any other half recovers it.
        var stored = await columns.Ask<StoredColumns>(new LoadColumns(root, ColumnSet.All) { Most = Half }, Deadline);
        var kept = ColumnSet.Of(stored.Columns.Select(static column => column.Index));
        if (!kept.IsHalf)
        {
            return null;
        }

        var whole = stored.Columns;
        if (Enumerable.Range(0, Half).Any(index => !kept.Contains((ulong)index)))
        {
            whole = await Recovered(root, fork, stored.Columns);
        }

        return whole.Count < Half ? null : [.. Enumerable.Range(0, whole[0].Column.Count).Select(row => BlobOf(whole, row))];
    }

    /// <summary>Reads the blob sidecars of a block from before fulu that are kept, in order.</summary>
    public async Task<IReadOnlyList<BlobSidecar>> Sidecars(Root root) =>
        (await blobs.Ask<StoredBlobs>(new LoadBlobs(root, ColumnSet.All), Deadline)).Blobs;

    /// <summary>Reads the data columns of a block that are kept, of those that are wanted.</summary>
    public async Task<IReadOnlyList<DataColumnSidecar>> Columns(Root root, ColumnSet wanted) =>
        (await columns.Ask<StoredColumns>(new LoadColumns(root, wanted), Deadline)).Columns;

    /// <inheritdoc/>
    public void Dispose() => _recovery.Dispose();

    private static ByteList BlobOf(IReadOnlyList<DataColumnSidecar> columns, int row)
    {
        var blob = new byte[KzgSizes.BytesPerBlob];
        for (var i = 0; i < Half; i++)
        {
            columns[i].Column[row].AsSpan().CopyTo(blob.AsSpan(i * KzgSizes.BytesPerCell));
        }

        return ByteList.Adopt(blob);
    }

    private async Task<IReadOnlyList<DataColumnSidecar>> Recovered(Root root, ForkName fork, IReadOnlyList<DataColumnSidecar> half)
    {
        if (!await _recovery.WaitAsync(Deadline))
        {
            return [];
        }

        try
        {
            var answer = await work.Ask<object>(new RecoverColumns(WorkPriority.Attestation, root, half, spec.Ssz(fork)), Deadline);
            return answer is ColumnsRecovered recovered ? recovered.Columns : [];
        }
        finally
        {
            _recovery.Release();
        }
    }
}
