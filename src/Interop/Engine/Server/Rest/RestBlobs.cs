using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Server.Rest;

/// <summary>
/// Answers questions for blobs of the pool over REST: with a proof each (`blobs/v1`), all or none with cell proofs (`v2`), or those that
/// are there (`v3`), or cells of them (`v4`, in the newer form). The older form has its lists bare.
/// </summary>
internal static class RestBlobs
{
    private const int HashBytes = 32;
    private const int OffsetBytes = 4;
    private const int BitBytes = 16;

    /// <summary>The longest question: as many hashes as may be asked for at once.</summary>
    public const int MaxRequestBytes = OffsetBytes + (GetBlobs.Most * HashBytes);

    /// <summary>The longest question for cells, which has a bit for each of them besides.</summary>
    public const int MaxCellRequestBytes = MaxRequestBytes + BitBytes;

    // What stands before a one-field container's list.
    private static readonly byte[] ListOffset = [OffsetBytes, 0, 0, 0];

    /// <summary>Answers a question whose content type is right.</summary>
    public static async ValueTask<EngineHttpResponse> Answer(
        ServedLayer layer, RestForm form, RestEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        var isBare = form == RestForm.Path;
        // Nothing of it is by fork.
        var context = layer.Spec.Ssz(ForkName.Deneb);
        if (endpoint == RestEndpoint.BlobsV4)
        {
            return await Cells(layer, context, body);
        }

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

    private static async ValueTask<EngineHttpResponse> Cells(ServedLayer layer, SszContext context, ReadOnlyMemory<byte> body)
    {
        if (!BlobsV4Request.TryDecode(body.Span, context, out var request, out _))
        {
            return EngineHttpResponse.Of(RestProblem.SszDecodeError);
        }

        var found = await layer.GetBlobs(new GetBlobs(0, ForkName.Fulu, request.VersionedHashes));
        return found.Error is not null
            ? EngineHttpResponse.Empty(204)
            : new EngineHttpResponse(
                200,
                RestRequest.Ssz,
                new BlobsV4Response
                {
                    Entries = SszList.From(found.Blobs.Select(blob => EntryV4(layer.CellsOf(blob), request.IndicesBitarray))),
                }.ToSsz(context));
    }

    // Each at its column's place; only those that were asked for.
    private static BlobV4Entry EntryV4(CellsAndProofs? blob, BitList asked) => blob is null ? new BlobV4Entry() : new BlobV4Entry
    {
        Available = true,
        Contents = new BlobV4Contents
        {
            BlobCells = SszList.From(blob.Cells.Select((cell, at) => asked[at] ? (SszList<ByteList>)[cell] : [])),
            Proofs = SszList.From(blob.Proofs.Select((proof, at) => asked[at] ? (SszList<KZGProof>)[proof] : [])),
        },
    };

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
