using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>
/// An execution layer that knows blobs it puts in no payload, as those which others sent to the pool of all; it counts the questions for
/// them.
/// </summary>
internal sealed class PoolEngine(IExecutionLayer inner) : IExecutionLayer
{
    private readonly Dictionary<VersionedHash, PooledBlob> _pool = [];

    /// <summary>The questions for blobs.</summary>
    public List<GetBlobs> Asked { get; } = [];

    /// <summary>What it makes of a blob that it gives.</summary>
    public Func<FoundBlob, FoundBlob> Change { get; set; } = static found => found;

    public void Add(PooledBlob blob) => _pool[blob.VersionedHash] = blob;

    public ValueTask<ExecutionLayerIdentity> Connect() => inner.Connect();

    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => inner.NewPayload(request);

    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) => inner.ForkchoiceUpdated(request);

    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) => inner.GetPayload(request);

    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) => inner.GetInclusionList(request);

    public ValueTask<BlobsFound> GetBlobs(GetBlobs request)
    {
        Asked.Add(request);
        return ValueTask.FromResult(new BlobsFound(
            request.RequestId,
            [
                .. request.VersionedHashes.Select(hash => _pool.TryGetValue(hash, out var blob)
                    ? Change(new FoundBlob(blob.Blob, request.Fork >= ForkName.Fulu ? blob.CellProofs : [blob.BlobProof]))
                    : null),
            ],
            null));
    }
}
