using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Server;

/// <summary>
/// The execution layer behind a port, one call at a time in the order they come, and the forks of its chain by time. Who asks too many at
/// once is held off by the port.
/// </summary>
public sealed class ServedLayer(IExecutionLayer layer, ChainSpec spec, ulong genesisTime) : IDisposable
{
    private const ulong MillisecondsPerSecond = 1_000;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly SlotTimes _times = spec.Times(genesisTime * MillisecondsPerSecond);

    /// <summary>The chain.</summary>
    public ChainSpec Spec => spec;

    /// <summary>The fork of a payload with a timestamp in seconds; what is before genesis is of its fork.</summary>
    public ForkName ForkAt(ulong timestamp) => timestamp <= genesisTime || timestamp > ulong.MaxValue / MillisecondsPerSecond
        ? spec.ForkAt(timestamp <= genesisTime ? 0 : Consensoor.Spec.Constants.FarFutureEpoch - 1)
        : spec.ForkAtSlot(_times.SlotAtMs(timestamp * MillisecondsPerSecond));

    /// <summary>True where the chain has a fork, or will.</summary>
    public bool Has(ForkName fork) => spec.ForkEpoch(fork) != Consensoor.Spec.Constants.FarFutureEpoch;

    /// <summary>Has a payload checked.</summary>
    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => InOrder(() => layer.NewPayload(request));

    /// <summary>Sets a head, and begins a build where there are attributes.</summary>
    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) =>
        InOrder(() => layer.ForkchoiceUpdated(request));

    /// <summary>Looks for blobs in the pool.</summary>
    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) => InOrder(() => layer.GetBlobs(request));

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
