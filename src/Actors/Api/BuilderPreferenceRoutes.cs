using System.Text;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>
/// Takes what validator clients want of builders in slots to come, from gloas on: POST /eth/v1/validator/builder_preferences. Each entry
/// goes to the builder at its URL as it is signed; what fails is told by its place, with the builder's words.
/// </summary>
internal static class BuilderPreferenceRoutes
{
    /// <summary>The most entries of a request (`maxItems`).</summary>
    public const int MaxEntries = 4_096;

    public static void Map(IEndpointRouteBuilder routes, ApiContext api) =>
        routes.MapPost("/eth/v1/validator/builder_preferences", BeaconApi.Guarded(async http =>
        {
            try
            {
                await Tell(http, api);
            }
            catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status400BadRequest)
            {
                // The list as a whole is at fault, and no item of it.
                await ApiResponse.Failures(http, [], e.Message);
            }
        }));

    private static async Task Tell(HttpContext http, ApiContext api)
    {
        var fork = ApiRequest.Version(http);
        if (fork < ForkName.Gloas)
        {
            throw ApiRequest.Bad($"{fork.Text()} has no preferences for builders; registrations are theirs");
        }

        var context = api.Spec.Ssz(fork);
        var entries = ApiRequest.IsSsz(http)
            ? await ApiRequest.Values<BuilderPreferencesEntry>(http, context)
            : await ApiRequest.Json(http, json => ApiRequest.Items(json, "the body", (item, at) => Entry(item, at, context)));
        if (entries.Count > MaxEntries)
        {
            throw ApiRequest.Bad($"{entries.Count} entries, and {MaxEntries} may be");
        }

        var urls = entries.Select(static entry => Encoding.UTF8.GetString(entry.Url.AsSpan())).ToList();
        var failures = new SortedDictionary<int, string>();
        var (places, told) = (new List<int>(), new List<BuilderPreference>());
        foreach (var (place, entry) in entries.Index())
        {
            if (!BuilderConfigJson.IsUrl(urls[place]))
            {
                failures[place] = "its url is no URL http://HOST or https://HOST";
                continue;
            }

            places.Add(place);
            var auth = entry.Auth;
            told.Add(new BuilderPreference(
                urls[place],
                entry.ProposerPubkey,
                auth.Message.Slot,
                auth.Message.Data,
                auth.Signature,
                entry.MaxExecutionPayment));
        }

        var patience = ProductionRoutes.DeadlineOf(api);
        var ended = await api.Duties.Builders.Ask<BuilderPreferencesTold>(
            new TellBuilderPreferences(0, told, api.Now() + (patience / 2)), patience);
        foreach (var (place, problem) in places.Zip(ended.Problems))
        {
            if (problem is not null)
            {
                failures[place] = problem;
            }
        }

        await ApiResponse.Failures(http, [.. failures.Select(static failure => (failure.Key, failure.Value))]);
    }

    private static BuilderPreferencesEntry Entry(JsonElement item, string at, SszContext context)
    {
        var (key, url) = (ApiRequest.Member(item, "proposer_pubkey", at), ApiRequest.Member(item, "url", at));
        if (key.ValueKind != JsonValueKind.String || !BLSPubkey.TryParse(key.GetString()!, out var pubkey))
        {
            throw ApiRequest.Bad($"proposer_pubkey of {at} is no public key");
        }

        if (url.ValueKind != JsonValueKind.String || url.GetString()!.Length is 0 or > BuilderEntry.MaxUrl)
        {
            throw ApiRequest.Bad($"url of {at} is no text of 1 to {BuilderEntry.MaxUrl} letters");
        }

        return new BuilderPreferencesEntry
        {
            ProposerPubkey = pubkey,
            Url = ByteList.Create(Encoding.UTF8.GetBytes(url.GetString()!)),
            Auth = ApiRequest.Value<SignedBuilderRequestAuth>(ApiRequest.Member(item, "auth", at), context, $"auth of {at}"),
            MaxExecutionPayment = ApiRequest.Number(
                ApiRequest.Member(item, "max_execution_payment", at), $"max_execution_payment of {at}"),
        };
    }
}
