using System.Globalization;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves the blobs of a block: from the sidecars that are kept before fulu, from the data columns that are kept from it on.
/// </summary>
internal static class BlobRoutes
{
    // As many as a block may have in any network.
    private const int MostValues = 4096;

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet("/eth/v1/beacon/blobs/{block_id}", BeaconApi.Guarded(http => Blobs(http, api)));
        routes.MapGet("/eth/v1/beacon/blob_sidecars/{block_id}", BeaconApi.Guarded(http => Sidecars(http, api)));
    }

    private static async Task Blobs(HttpContext http, ApiContext api)
    {
        if (Wanted<Root>(http.Request, "versioned_hashes", static text => Root.TryParse(text, out var hash) ? hash : null, out var bad)
            is var wanted && bad is not null)
        {
            await ApiResponse.Error(http, ApiError.BadRequest($"invalid versioned_hashes '{ApiError.Shorten(bad)}'"));
            return;
        }

        if (await BlockOf(http, api) is not { Block: { } block } lookup)
        {
            return;
        }

        var commitments = DataColumnSidecars.CommitmentsOf(block.Message.Body);
        var fork = api.Spec.ForkAtSlot(block.Message.Slot);
        IReadOnlyList<ByteList>? blobs = [];
        if (commitments is { Count: > 0 })
        {
            blobs = api.Blobs is { } reader ? await reader.Blobs(lookup.Root, fork) : null;
            if (blobs is null || blobs.Count != commitments.Count)
            {
                var what = fork < ForkName.Fulu ? "not all blob sidecars" : "fewer than half of the data columns";
                await ApiResponse.Error(
                    http, ApiError.Unavailable($"{what} of block {lookup.Root} are kept, or they could not be read in time"));
                return;
            }
        }

        await ApiResponse.Blobs(http, Certainty.Of(lookup), [.. blobs.Where((_, i) =>
            wanted is null || wanted.Contains(ExecutionPayloads.KzgCommitmentToVersionedHash(commitments![i])))]);
    }

    private static async Task Sidecars(HttpContext http, ApiContext api)
    {
        if (Wanted<ulong>(http.Request, "indices", Number, out var bad) is var wanted && bad is not null)
        {
            await ApiResponse.Error(http, ApiError.BadRequest($"invalid indices '{ApiError.Shorten(bad)}'"));
            return;
        }

        if (await BlockOf(http, api) is not { Block: { } block } lookup)
        {
            return;
        }

        var fork = api.Spec.ForkAtSlot(block.Message.Slot);
        if (fork is not (ForkName.Deneb or ForkName.Electra))
        {
            await ApiResponse.Error(http, ApiError.NotFound($"{fork} has no blob sidecars; all blobs are in /eth/v1/beacon/blobs"));
            return;
        }

        var count = block.Message.Body.BlobKzgCommitments.Count;
        IReadOnlyList<BlobSidecar> sidecars = count > 0 && api.Blobs is { } reader ? await reader.Sidecars(lookup.Root) : [];
        if (sidecars.Count != count)
        {
            await ApiResponse.Error(http, ApiError.Unavailable($"not all blob sidecars of block {lookup.Root} are kept"));
            return;
        }

        await ApiResponse.VersionedList(
            http,
            Certainty.Of(lookup),
            fork,
            [.. sidecars.Where(sidecar => wanted is null || wanted.Contains(sidecar.Index))],
            api.Spec.Ssz(fork));
    }

    // The block that the route names; null where there is none, which is answered.
    private static async Task<ChainLookup?> BlockOf(HttpContext http, ApiContext api)
    {
        var text = (string)http.Request.RouteValues["block_id"]!;
        if (ApiId.Parse(text) is not { } id)
        {
            await ApiResponse.Error(
                http, ApiError.BadRequest($"invalid block_id '{ApiError.Shorten(text)}': a name, slot or root is expected"));
            return null;
        }

        if (await api.Reader.Block(id) is { Block: not null } lookup)
        {
            return lookup;
        }

        await ApiResponse.Error(http, ApiError.NotFound($"no block '{ApiError.Shorten(text)}'"));
        return null;
    }

    private static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Null where all are wanted; values may be repeated or joined by commas.
    private static HashSet<T>? Wanted<T>(HttpRequest request, string name, Func<string, T?> parse, out string? bad)
        where T : struct
    {
        bad = null;
        if (!request.Query.TryGetValue(name, out var values))
        {
            return null;
        }

        var wanted = new HashSet<T>();
        foreach (var text in values.SelectMany(static value => (value ?? "").Split(',')))
        {
            if (parse(text) is not { } value || wanted.Count >= MostValues)
            {
                bad = text;
                return null;
            }

            wanted.Add(value);
        }

        return wanted;
    }
}
