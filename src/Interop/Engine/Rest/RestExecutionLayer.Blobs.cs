using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>Blobs of the execution layer's pool.</summary>
public sealed partial class RestExecutionLayer
{
    /// <inheritdoc/>
    public async ValueTask<BlobsFound> GetBlobs(GetBlobs request)
    {
        if (_json.AsksForCells(request)
            || (JsonRpcExecutionLayer.WantsCells(request) && _switch.IsOn(RestEndpoint.BlobsV4, request.Fork, out _)))
        {
            return await GetCells(request);
        }

        var endpoint = request.Fork < ForkName.Fulu ? RestEndpoint.BlobsV1
            : _switch.IsOn(RestEndpoint.BlobsV2, request.Fork, out _) ? RestEndpoint.BlobsV2
            : RestEndpoint.BlobsV3;
        var version = endpoint switch { RestEndpoint.BlobsV1 => 1, RestEndpoint.BlobsV2 => 2, _ => 3 };
        var result = await Call(
            endpoint, request.Fork, terms => _rest.GetBlobs(terms.Form, version, request.VersionedHashes, terms.Limits));
        return result switch
        {
            null or { Failure.FallsBack: true } => await _json.GetBlobs(request),
            { Failure: { } failure } => NotFound(request, failure),
            { Value: { } found } => new BlobsFound(
                request.RequestId, [.. found.Select(static blob => blob is null ? null : new FoundBlob(blob.Blob, blob.Proofs))], null),
            _ => new BlobsFound(request.RequestId, new FoundBlob?[request.VersionedHashes.Count], null),
        };
    }

    /// <inheritdoc/>
    /// <remarks>It has no form over REST.</remarks>
    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) => _json.GetInclusionList(request);

    /// <summary>Cells, where few columns are wanted; what REST does not serve goes over JSON-RPC, as cells or as whole blobs.</summary>
    private async ValueTask<BlobsFound> GetCells(GetBlobs request)
    {
        var result = await Call(
            RestEndpoint.BlobsV4,
            request.Fork,
            terms => _rest.GetBlobCells(terms.Form, request.VersionedHashes, request.Columns, terms.Limits));
        return result switch
        {
            null or { Failure.FallsBack: true } => await _json.GetBlobs(request),
            { Failure: { } failure } => NotFound(request, failure),
            { Value: { } found } => new BlobsFound(request.RequestId, [.. found.Select(blob => blob?.Of(request.Columns))], null),
            _ => new BlobsFound(request.RequestId, new FoundBlob?[request.VersionedHashes.Count], null),
        };
    }

    private static BlobsFound NotFound(GetBlobs request, RestFailure failure) =>
        BlobsFound.None(request.RequestId, failure.ToString()) with
        {
            IsUnreached = !failure.IsAnswered,
            IsLate = failure.Kind == RestFailureKind.TimedOut,
        };
}
