using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
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

    /// <summary>
    /// Asks for the cells of columns of blobs (`blobs/v4`), null for blobs that are not there. A null for all means that the execution
    /// layer cannot say.
    /// </summary>
    public ValueTask<RestResult<IReadOnlyList<BlobCells?>>> GetBlobCells(
        RestForm form, IReadOnlyList<VersionedHash> hashes, ColumnSet columns, RestLimits limits)
    {
        if (hashes.Count > limits.Blobs)
        {
            return NotAsked<IReadOnlyList<BlobCells?>>($"{hashes.Count} are more than the {limits.Blobs} that it takes at once");
        }

        var context = spec.Ssz(ForkName.Deneb);
        var bits = BitList.Zeros(KzgSizes.CellsPerExtBlob);
        foreach (var column in columns.ToList())
        {
            bits = bits.SetItem((int)column, true);
        }

        var body = Encode(new BlobsV4Request { VersionedHashes = SszList.From(hashes), IndicesBitarray = bits }, context);
        return Call<BlobsV4Response, IReadOnlyList<BlobCells?>>(
            "getBlobsV4",
            Unscoped(form, "blobs/v4", deadlines.Others) with
            {
                Body = body, Expects = RestRequest.Ssz, MayBeEmpty = true, Bound = EngineClient.MaxLargeAnswer,
            },
            context,
            (BlobsV4Response response, out string? problem) => RestMapping.CellsOf(response, hashes.Count, out problem));
    }
}
