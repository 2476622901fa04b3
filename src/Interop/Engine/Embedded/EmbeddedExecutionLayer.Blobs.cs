using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Embedded;

/// <content>What others ask of its mempool.</content>
public sealed partial class EmbeddedExecutionLayer
{
    /// <summary>`engine_getBlobs`: the last blobs that were submitted, also those that a payload has taken; null for others.</summary>
    public BlobsFound GetBlobs(GetBlobs request) => new(
        request.RequestId,
        [
            .. request.VersionedHashes.Select(hash => _mempool.Find(hash) is { } blob
                ? new FoundBlob(blob.Blob, request.Fork >= ForkName.Fulu ? blob.CellProofs : [blob.BlobProof])
                : null),
        ],
        null);

    /// <summary>`engine_getInclusionList`: what waits for a payload longest, as far as it has room in an inclusion list.</summary>
    public InclusionListFound GetInclusionList(GetInclusionList request) =>
        new(request.RequestId, _mempool.Waiting(_spec.Config.MaxTransactionsBytesPerInclusionList), null);
}
