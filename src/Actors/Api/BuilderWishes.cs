using System.Text.Json;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>
/// Reads what a validator client wishes of bids for its block (`BuilderConfig` of the Beacon API), which holds for the block in place of
/// what the node was told of the key.
/// </summary>
internal static class BuilderWishes
{
    /// <summary>Reads the body of a request; all but lists of keys has to be there.</summary>
    public static Task<BuilderTerms> Read(HttpContext http) => ApiRequest.Json(http, Read);

    private static BuilderTerms Read(JsonElement json)
    {
        foreach (var name in (string[])["min_bid", "builder_boost_factor", "builders"])
        {
            _ = ApiRequest.Member(json, name, "the body");
        }

        var reader = new ProposerReader();
        var config = BuilderConfigJson.Read(json, "the body", reader, isStrict: false) ?? throw ApiRequest.Bad(reader.Problem!);
        if (config is not { MinBid: { } minBid, BoostFactor: { } factor, Builders: { } builders })
        {
            throw ApiRequest.Bad("min_bid, builder_boost_factor or builders is null");
        }

        return new BuilderTerms(true, minBid, factor, [.. builders.Select(entry => new BuilderEndpoint(
            entry.Url,
            entry.Auth,
            entry.BuilderPubkeys,
            entry.MaxExecutionPayment ?? 0,
            entry.MinBid ?? minBid,
            entry.BoostFactor ?? factor))]);
    }
}
