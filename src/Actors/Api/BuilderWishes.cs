using System.Text.Json;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>
/// Reads what a validator client wishes of bids for its block (`BuilderConfig` of the Beacon API), which holds for the block in place of
/// what the node was told of the key.
/// </summary>
internal static class BuilderWishes
{
    /// <summary>Names the header with the URL of the builder whose bid a block takes.</summary>
    public const string UrlHeader = "Eth-Builder-Url";

    /// <summary>
    /// Reads the body of a request for the block of a slot; all but lists of keys and `auth` has to be there. A builder without `auth` is
    /// asked where the proposer's key signs here.
    /// </summary>
    public static Task<BuilderTerms> Read(HttpContext http, Slot slot, SszContext context) =>
        ApiRequest.Json(http, json => Read(json, slot, context));

    /// <summary>
    /// The builder that a signed block is to be given to, which the caller echoes and is not believed: anything but an HTTP URL is
    /// answered 400. Null where none is named.
    /// </summary>
    public static string? UrlOf(HttpContext http) => ApiRequest.Header(http, UrlHeader) switch
    {
        null => null,
        var url when BuilderConfigJson.IsUrl(url) => url,
        var other => throw ApiRequest.Bad($"{UrlHeader} '{ApiError.Shorten(other)}' is no URL http://HOST or https://HOST"),
    };

    private static BuilderTerms Read(JsonElement json, Slot slot, SszContext context)
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

        var auths = json.GetProperty("builders").EnumerateArray().Select((entry, place) => AuthOf(entry, place, slot, context)).ToList();
        return new BuilderTerms(true, minBid, factor, [.. builders.Select((entry, place) => new BuilderEndpoint(
            entry.Url,
            auths[place]?.Message.Data ?? entry.Auth,
            entry.BuilderPubkeys,
            entry.MaxExecutionPayment ?? 0,
            entry.MinBid ?? minBid,
            entry.BoostFactor ?? factor)
        {
            Signature = auths[place]?.Signature,
        })]);
    }

    private static SignedBuilderRequestAuth? AuthOf(JsonElement entry, int place, Slot slot, SszContext context)
    {
        if (!entry.TryGetProperty("auth", out var json))
        {
            return null;
        }

        var where = $"builders[{place}].auth";
        SszFailure failure = default;
        return !SignedBuilderRequestAuth.TryReadJson(json, context, out var auth, ref failure)
                ? throw ApiRequest.Bad($"{where}: {failure.ToError()}")
            : auth.Message.Data.Length == 0 ? throw ApiRequest.Bad($"{where}: data is empty")
            : auth.Message.Slot != slot ? throw ApiRequest.Bad($"{where} is of slot {auth.Message.Slot}, and the block of {slot}")
            : auth;
    }
}
