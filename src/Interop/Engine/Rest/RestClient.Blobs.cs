using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>Blobs of the execution layer's pool.</summary>
internal sealed partial class RestClient
{
    /// <summary>
    /// Asks for blobs of the pool: with a proof each (`blobs/v1`), all or none with cell proofs (`v2`), or those that are there (`v3`). A
    /// null for all means that the execution layer cannot say, or has not all of them.
    /// </summary>
    public ValueTask<RestResult<IReadOnlyList<BlobAndProofs?>>> GetBlobs(
        RestForm form, int version, IReadOnlyList<VersionedHash> hashes, RestLimits limits)
    {
        if (hashes.Count > limits.Blobs)
        {
            return NotAsked<IReadOnlyList<BlobAndProofs?>>($"{hashes.Count} are more than the {limits.Blobs} that it takes at once");
        }

        // Nothing of it is by fork.
        var context = spec.Ssz(ForkName.Deneb);
        var body = Encode(new BlobsRequest { VersionedHashes = SszList.From(hashes) }, context);
        var isBare = form == RestForm.Path;
        var request = Unscoped(form, $"blobs/v{version}", deadlines.Others) with
        {
            Body = isBare ? body[ListOffset.Length..] : body,
            Expects = RestRequest.Ssz,
            MayBeEmpty = true,
            Bound = EngineClient.MaxLargeAnswer,
        };
        return version == 1
            ? Call<BlobsV1Response, IReadOnlyList<BlobAndProofs?>>(
                $"getBlobsV{version}",
                request,
                context,
                (BlobsV1Response response, out string? problem) => RestMapping.BlobsOf(response, hashes.Count, out problem),
                isBare)
            : Call<BlobsV2Response, IReadOnlyList<BlobAndProofs?>>(
                $"getBlobsV{version}",
                request,
                context,
                (BlobsV2Response response, out string? problem) => RestMapping.BlobsOf(response, hashes.Count, out problem),
                isBare);
    }
}
