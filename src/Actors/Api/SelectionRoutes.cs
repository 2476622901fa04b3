namespace Consensoor.Actors.Api;

/// <summary>
/// Answers what is asked of a distributed validator's middleware, beacon_committee_selections and sync_committee_selections, as the
/// standard has it for a node: 501, once the body is understood.
/// </summary>
internal static class SelectionRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/eth/v1/validator/beacon_committee_selections", BeaconApi.Guarded(http => Answer(http, "")));
        routes.MapPost("/eth/v1/validator/sync_committee_selections", BeaconApi.Guarded(http => Answer(http, "subcommittee_index")));
    }

    private static async Task Answer(HttpContext http, string place)
    {
        await ApiRequest.Json(http, json => ApiRequest.Items(json, "the body", (item, at) =>
        {
            foreach (var name in (string[])["validator_index", "slot", .. place.Length > 0 ? [place] : Array.Empty<string>()])
            {
                _ = ApiRequest.Number(ApiRequest.Member(item, name, at), $"{name} of {at}");
            }

            var proof = ApiRequest.Member(item, "selection_proof", at);
            return proof.ValueKind == System.Text.Json.JsonValueKind.String && BLSSignature.TryParse(proof.GetString()!, out _)
                ? 0
                : throw ApiRequest.Bad($"selection_proof of {at} is no signature");
        }));
        await ApiResponse.Error(http, new ApiError(
            StatusCodes.Status501NotImplemented, "selections are combined by the middleware of a distributed validator, not by a node"));
    }
}
