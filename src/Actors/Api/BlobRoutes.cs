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

    private static Task Blobs(HttpContext http, ApiContext api)
    {
        var wanted = Wanted<Root>(http, "versioned_hashes", static text => Root.TryParse(text, out var hash) ? hash : null);
        return BlockRoutes.WithBlock(http, api, (lookup, fork) => Blobs(http, api, lookup, fork, wanted));
    }

    private static async Task Blobs(HttpContext http, ApiContext api, ChainLookup lookup, ForkName fork, HashSet<Root>? wanted)
    {
        var commitments = DataColumnSidecars.CommitmentsOf(lookup.Block!.Message.Body);
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

    private static Task Sidecars(HttpContext http, ApiContext api)
    {
        var wanted = Wanted<ulong>(http, "indices", Number);
        return BlockRoutes.WithBlock(http, api, (lookup, fork) => Sidecars(http, api, lookup, fork, wanted));
    }

    private static async Task Sidecars(HttpContext http, ApiContext api, ChainLookup lookup, ForkName fork, HashSet<ulong>? wanted)
    {
        if (fork is not (ForkName.Deneb or ForkName.Electra))
        {
            await ApiResponse.Error(http, ApiError.NotFound($"{fork} has no blob sidecars; all blobs are in /eth/v1/beacon/blobs"));
            return;
        }

        var count = lookup.Block!.Message.Body.BlobKzgCommitments.Count;
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

    /// <summary>A number as text; null where it is none.</summary>
    internal static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>
    /// Values of the query, which may be repeated or joined by commas; null where all are wanted, 400 where one is none or they are too
    /// many.
    /// </summary>
    internal static HashSet<T>? Wanted<T>(HttpContext http, string name, Func<string, T?> parse)
        where T : struct
    {
        if (!http.Request.Query.TryGetValue(name, out var values))
        {
            return null;
        }

        var wanted = new HashSet<T>();
        foreach (var text in values.SelectMany(static value => (value ?? "").Split(',')))
        {
            if (parse(text) is not { } value || wanted.Count >= MostValues)
            {
                throw ApiRequest.Bad($"invalid {name} '{ApiError.Shorten(text)}'");
            }

            wanted.Add(value);
        }

        return wanted;
    }
}
