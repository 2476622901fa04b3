using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Interop.Engine.Server;

/// <summary>
/// The execution layer behind a port, one call at a time in the order they come, and the forks of its chain by time. Who asks too many at
/// once is held off by the port.
/// </summary>
public sealed class ServedLayer(IExecutionLayer layer, ChainSpec spec, ulong genesisTime, IKzg? kzg = null) : IDisposable
{
    private const ulong MillisecondsPerSecond = 1_000;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ServedBodies _bodies = new();
    private readonly SlotTimes _times = spec.Times(genesisTime * MillisecondsPerSecond);

    /// <summary>The chain.</summary>
    public ChainSpec Spec => spec;

    /// <summary>The fork of a payload with a timestamp in seconds; what is before genesis is of its fork.</summary>
    public ForkName ForkAt(ulong timestamp) => timestamp <= genesisTime || timestamp > ulong.MaxValue / MillisecondsPerSecond
        ? spec.ForkAt(timestamp <= genesisTime ? 0 : Consensoor.Spec.Constants.FarFutureEpoch - 1)
        : spec.ForkAtSlot(_times.SlotAtMs(timestamp * MillisecondsPerSecond));

    /// <summary>True where the chain has a fork, or will.</summary>
    public bool Has(ForkName fork) => spec.ForkEpoch(fork) != Consensoor.Spec.Constants.FarFutureEpoch;

    /// <summary>True where cells of blobs are given out: somebody can compute them.</summary>
    public bool HasCells => kzg is not null;

    /// <summary>The cells of a blob that was found with their proofs; null for none.</summary>
    public CellsAndProofs? CellsOf(FoundBlob? blob) => kzg is null || blob is null
        ? null
        : CellsAndProofs.Compute(kzg, blob.Blob.AsSpan(), [.. blob.Proofs], out _);

    /// <summary>Has a payload checked; the body of one that is valid is given out from then on.</summary>
    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => InOrder(async () =>
    {
        var result = await layer.NewPayload(request);
        if (result.Verdict == EngineVerdict.Valid)
        {
            _bodies.Keep(request.Request.ExecutionPayload);
        }

        return result;
    });

    /// <summary>Sets a head, and begins a build where there are attributes.</summary>
    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) => InOrder(async () =>
    {
        var result = await layer.ForkchoiceUpdated(request);
        _bodies.Head = result.Verdict == EngineVerdict.Valid ? request.HeadBlockHash : _bodies.Head;
        return result;
    });

    /// <summary>The payloads of blocks, null for those that are not kept.</summary>
    public ValueTask<IReadOnlyList<ExecutionPayload?>> PayloadsOf(IReadOnlyList<Hash32> hashes) =>
        InOrder(() => ValueTask.FromResult<IReadOnlyList<ExecutionPayload?>>([.. hashes.Select(_bodies.Find)]));

    /// <summary>The payloads of the head's chain from a block number on, cut at the head, null for those that are not kept.</summary>
    public ValueTask<IReadOnlyList<ExecutionPayload?>> PayloadsFrom(ulong number, int count) =>
        InOrder(() => ValueTask.FromResult(_bodies.Range(number, count)));

    /// <summary>Looks for blobs in the pool.</summary>
    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) => InOrder(() => layer.GetBlobs(request));

    /// <summary>Looks for transactions of an inclusion list in the pool.</summary>
    public ValueTask<InclusionListFound> GetInclusionList() => InOrder(() => layer.GetInclusionList(new GetInclusionList(0)));

    /// <summary>Fetches a build.</summary>
    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) => InOrder(() => layer.GetPayload(request));

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async ValueTask<T> InOrder<T>(Func<ValueTask<T>> call)
    {
        await _one.WaitAsync();
        try
        {
            return await call();
        }
        finally
        {
            _one.Release();
        }
    }
}
