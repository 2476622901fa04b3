using System.Text;
using System.Text.Json;
using Consensoor.Interop.BeaconApi;
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

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads the body of a request for the block of a slot, JSON or SSZ; in JSON all but lists of keys and `auth` has to be there. A
    /// builder without `auth` is asked where the proposer's key signs here. One that is not to be asked (`produceBlockV4`: another slot,
    /// no data, no URL of the web, named twice) has its obstacle, and costs the proposer nothing.
    /// </summary>
    public static async Task<BuilderTerms> Read(HttpContext http, Slot slot, SszContext context)
    {
        var (config, auths) = ApiRequest.IsSsz(http)
            ? Of(await ApiRequest.Value<BuilderConfigBody>(http, context))
            : await ApiRequest.Json(http, json => Read(json, context));
        return Terms(config, auths, slot);
    }

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

    private static (BuilderConfig Config, IReadOnlyList<SignedBuilderRequestAuth?> Auths) Of(BuilderConfigBody body)
    {
        var builders = body.Builders.Select(static (entry, place) => new BuilderEntry(
            UrlOf(entry, place), null, [.. entry.BuilderPubkeys], entry.MaxExecutionPayment, entry.MinBid, entry.BuilderBoostFactor));
        return (
            new BuilderConfig(body.MinBid, body.BuilderBoostFactor, [.. builders]), [.. body.Builders.Select(static entry => entry.Auth)]);
    }

    private static string UrlOf(BuilderEntryBody entry, int place)
    {
        try
        {
            return entry.Url.Length > 0
                ? Utf8.GetString(entry.Url.AsSpan())
                : throw ApiRequest.Bad($"builders[{place}].url is empty");
        }
        catch (DecoderFallbackException)
        {
            throw ApiRequest.Bad($"builders[{place}].url is no UTF-8");
        }
    }

    private static (BuilderConfig Config, IReadOnlyList<SignedBuilderRequestAuth?> Auths) Read(JsonElement json, SszContext context)
    {
        foreach (var name in (string[])["min_bid", "builder_boost_factor", "builders"])
        {
            _ = ApiRequest.Member(json, name, "the body");
        }

        var reader = new ProposerReader();
        var config = BuilderConfigJson.Read(json, "the body", reader, isStrict: false, isForOneBlock: true)
            ?? throw ApiRequest.Bad(reader.Problem!);
        if (config is not { MinBid: not null, BoostFactor: not null, Builders: not null })
        {
            throw ApiRequest.Bad("min_bid, builder_boost_factor or builders is null");
        }

        return (config, [.. json.GetProperty("builders").EnumerateArray().Select((entry, place) => AuthOf(entry, place, context))]);
    }

    private static BuilderTerms Terms(BuilderConfig config, IReadOnlyList<SignedBuilderRequestAuth?> auths, Slot slot)
    {
        var (minBid, factor) = (config.MinBid!.Value, config.BoostFactor!.Value);
        var seen = new HashSet<(string Url, ByteList Auth)>();
        return new BuilderTerms(true, minBid, factor, [.. config.Builders!.Select((entry, place) =>
        {
            var (auth, isUrl) = (auths[place], BuilderConfigJson.IsUrl(entry.Url));
            var data = auth?.Message.Data ?? (isUrl ? entry.Auth : ByteList.Empty);
            return new BuilderEndpoint(
                entry.Url,
                data,
                entry.BuilderPubkeys,
                entry.MaxExecutionPayment ?? 0,
                entry.MinBid ?? minBid,
                entry.BoostFactor ?? factor)
            {
                Signature = auth?.Signature,
                Obstacle = !isUrl ? "its url is no URL http://HOST or https://HOST"
                    : data.Length == 0 ? "the data of its auth is empty"
                    : auth?.Message.Slot is { } of && of != slot ? $"its auth is of slot {of}, and the block of {slot}"
                    : !seen.Add((entry.Url, data)) ? "an entry before it has its url and the data of its auth"
                    : null,
            };
        })]);
    }

    private static SignedBuilderRequestAuth? AuthOf(JsonElement entry, int place, SszContext context)
    {
        if (!entry.TryGetProperty("auth", out var json))
        {
            return null;
        }

        SszFailure failure = default;
        return SignedBuilderRequestAuth.TryReadJson(json, context, out var auth, ref failure)
            ? auth
            : throw ApiRequest.Bad($"builders[{place}].auth: {failure.ToError()}");
    }
}
