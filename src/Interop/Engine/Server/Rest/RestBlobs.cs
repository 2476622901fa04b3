using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Server.Rest;

/// <summary>
/// Answers questions for blobs of the pool over REST: with a proof each (`blobs/v1`), all or none with cell proofs (`v2`), or those that
/// are there (`v3`). The older form has its lists bare.
/// </summary>
internal static class RestBlobs
{
    private const int HashBytes = 32;
    private const int OffsetBytes = 4;

    /// <summary>The longest question: as many hashes as may be asked for at once.</summary>
    public const int MaxRequestBytes = OffsetBytes + (GetBlobs.Most * HashBytes);

    // What stands before a one-field container's list.
    private static readonly byte[] ListOffset = [OffsetBytes, 0, 0, 0];

    /// <summary>Answers a question whose content type is right.</summary>
    public static async ValueTask<EngineHttpResponse> Answer(
        ServedLayer layer, RestForm form, RestEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var isBare = form == RestForm.Path;
        // Nothing of it is by fork.
        var context = layer.Spec.Ssz(ForkName.Deneb);
        if (!BlobsRequest.TryDecode(isBare ? [.. ListOffset, .. body.Span] : body.Span, context, out var request, out _))
        {
            return EngineHttpResponse.Of(RestProblem.SszDecodeError);
        }

        var fork = endpoint == RestEndpoint.BlobsV1 ? ForkName.Deneb : ForkName.Fulu;
        var found = await layer.GetBlobs(new GetBlobs(0, fork, request.VersionedHashes));
        if (found.Error is not null || (endpoint == RestEndpoint.BlobsV2 && found.Blobs.Contains(null)))
        {
            return EngineHttpResponse.Empty(204);
        }

        var ssz = endpoint == RestEndpoint.BlobsV1
            ? new BlobsV1Response { Entries = SszList.From(found.Blobs.Select(blob => EntryV1(blob, context))) }.ToSsz(context)
            : new BlobsV2Response { Entries = SszList.From(found.Blobs.Select(blob => EntryV2(blob, context))) }.ToSsz(context);
        return new EngineHttpResponse(200, RestRequest.Ssz, isBare ? ssz.AsMemory(ListOffset.Length) : ssz);
    }

    private static BlobV1Entry EntryV1(FoundBlob? blob, SszContext context) => new()
    {
        Available = blob is not null,
        Contents = blob is null ? BlobV1Contents.Default(context) : new BlobV1Contents { Blob = blob.Blob, Proof = blob.Proofs[0] },
    };

    private static BlobV2Entry EntryV2(FoundBlob? blob, SszContext context) => new()
    {
        Available = blob is not null,
        Contents = blob is null ? BlobV2Contents.Default(context) : new BlobV2Contents { Blob = blob.Blob, Proofs = blob.Proofs },
    };
}
