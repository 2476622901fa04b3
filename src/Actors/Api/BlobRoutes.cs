using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Api;

/// <summary>Serves the blobs of a block from the data columns that are kept (fulu on).</summary>
internal static class BlobRoutes
{
    // As many as a block may have in any network.
    private const int MostHashes = 4096;

    public static void Map(IEndpointRouteBuilder routes, ApiContext api) =>
        routes.MapGet("/eth/v1/beacon/blobs/{block_id}", BeaconApi.Guarded(http => Blobs(http, api)));

    private static async Task Blobs(HttpContext http, ApiContext api)
    {
        var text = (string)http.Request.RouteValues["block_id"]!;
        if (ApiId.Parse(text) is not { } id)
        {
            await ApiResponse.Error(
                http, ApiError.BadRequest($"invalid block_id '{ApiError.Shorten(text)}': a name, slot or root is expected"));
            return;
        }

        if (WantedHashes(http.Request, out var bad) is var wanted && bad is not null)
        {
            await ApiResponse.Error(http, ApiError.BadRequest($"invalid versioned_hashes '{ApiError.Shorten(bad)}'"));
            return;
        }

        if (await api.Reader.Block(id) is not { Block: { } block } lookup)
        {
            await ApiResponse.Error(http, ApiError.NotFound($"no block '{ApiError.Shorten(text)}'"));
            return;
        }

        var commitments = DataColumnSidecars.CommitmentsOf(block.Message.Body);
        var fork = api.Spec.ForkAtSlot(block.Message.Slot);
        IReadOnlyList<ByteList>? blobs = [];
        if (commitments is { Count: > 0 })
        {
            blobs = fork < ForkName.Fulu || api.Blobs is not { } reader ? null : await reader.Blobs(lookup.Root, fork);
            if (blobs is null || blobs.Count != commitments.Count)
            {
                await ApiResponse.Error(http, ApiError.Unavailable(
                    $"fewer than half of the data columns of block {lookup.Root} are kept, or they could not be read in time"));
                return;
            }
        }

        await ApiResponse.Blobs(http, Certainty.Of(lookup), [.. blobs.Where((_, i) =>
            wanted is null || wanted.Contains(ExecutionPayloads.KzgCommitmentToVersionedHash(commitments![i]).ToString()))]);
    }

    // Null where all are wanted; hashes may be repeated or joined by commas.
    private static HashSet<string>? WantedHashes(HttpRequest request, out string? bad)
    {
        bad = null;
        if (!request.Query.TryGetValue("versioned_hashes", out var values))
        {
            return null;
        }

        var hashes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in values.SelectMany(static value => (value ?? "").Split(',')))
        {
            if (!Root.TryParse(text, out var hash) || hashes.Count >= MostHashes)
            {
                bad = text;
                return null;
            }

            hashes.Add(hash.ToString());
        }

        return hashes;
    }
}
