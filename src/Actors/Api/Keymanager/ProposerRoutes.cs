using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api.Description;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Messages;

namespace Consensoor.Actors.Api.Keymanager;

/// <summary>`/eth/v1/validator/{pubkey}/…`: fee recipient, gas limit, graffiti and builders of a key that is held.</summary>
internal static class ProposerRoutes
{
    /// <summary>Adds the routes to a server.</summary>
    public static void Map(IEndpointRouteBuilder routes, KeymanagerContext context)
    {
        Map(
            routes,
            context,
            KeymanagerOperations.FeeRecipient,
            static (json, table, key) => json.WriteString("ethaddress", table.FeeRecipientOf(key).ToString()),
            static (body, reader, key) => new SetProposer.FeeRecipient(
                key, JsonRequest.Member(body, "ethaddress", reader) is { } member ? reader.Address(member, "ethaddress") : null),
            static key => new SetProposer.FeeRecipient(key, null));
        Map(
            routes,
            context,
            KeymanagerOperations.GasLimit,
            static (json, table, key) => json.WriteString("gas_limit", $"{table.GasLimitOf(key)}"),
            static (body, reader, key) => new SetProposer.GasLimit(
                key,
                JsonRequest.Member(body, "gas_limit", reader) is { } member
                    ? reader.Number(member, "gas_limit", 1, ProposerJson.MaxGasLimit)
                    : null),
            static key => new SetProposer.GasLimit(key, null));
        Map(
            routes,
            context,
            KeymanagerOperations.Graffiti,
            static (json, table, key) => json.WriteString("graffiti", table.GraffitiTextOf(key)),
            static (body, reader, key) => new SetProposer.Graffiti(
                key, JsonRequest.Member(body, "graffiti", reader) is { } member ? reader.Graffiti(member, "graffiti") : null),
            static key => new SetProposer.Graffiti(key, null));
        Map(
            routes,
            context,
            KeymanagerOperations.BuilderConfig,
            Builders,
            static (body, reader, key) => new SetProposer.Builders(key, BuilderConfigJson.Read(body, "the body", reader, isStrict: false)),
            static key => new SetProposer.Builders(key, null));
    }

    private static void Map(
        IEndpointRouteBuilder routes,
        KeymanagerContext context,
        KeymanagerOperations.KeySetting setting,
        Action<Utf8JsonWriter, ProposerTable, BLSPubkey> write,
        Func<JsonElement, ProposerReader, BLSPubkey, SetProposer> take,
        Func<BLSPubkey, SetProposer> remove)
    {
        routes.Map(setting.Get, http => ForKey(http, context, async key =>
        {
            var table = (await context.Proposers.Ask<ProposersChanged>(GetProposers.Instance, KeymanagerContext.Deadline)).Table;
            await ApiResponse.Data(http, json =>
            {
                json.WriteStartObject();
                if (setting != KeymanagerOperations.BuilderConfig)
                {
                    json.WriteString("pubkey", key.ToString());
                }

                write(json, table, key);
                json.WriteEndObject();
            });
        }));
        routes.Map(setting.Set, http => ForKey(http, context, async key =>
        {
            var set = await JsonRequest.Read(http, (body, reader) => take(body, reader, key));
            await Set(http, context, set, StatusCodes.Status202Accepted);
        }));
        routes.Map(setting.Delete, http => ForKey(http, context, key =>
            Set(http, context, remove(key), StatusCodes.Status204NoContent)));
    }

    /// <summary>Answers for a key that is held; 404 where it is not.</summary>
    public static async Task ForKey(HttpContext http, KeymanagerContext context, Func<BLSPubkey, Task> answer)
    {
        if (await JsonRequest.Pubkey(http) is not { } key)
        {
            return;
        }

        if (!context.Keys.Has(key))
        {
            await ApiResponse.Error(http, ApiError.NotFound($"the key {key} is not here"));
            return;
        }

        await answer(key);
    }

    private static async Task Set(HttpContext http, KeymanagerContext context, SetProposer set, int success)
    {
        var (outcome, reason) = await context.Proposers.Ask<ProposerSet>(set, KeymanagerContext.Deadline);
        switch (outcome)
        {
            case ProposerSetOutcome.Done:
                http.Response.StatusCode = success;
                break;
            case ProposerSetOutcome.IsGiven:
                await ApiResponse.Error(http, new ApiError(StatusCodes.Status403Forbidden, reason!));
                break;
            default:
                await ApiResponse.Error(http, new ApiError(StatusCodes.Status500InternalServerError, reason!));
                break;
        }
    }

    private static void Builders(Utf8JsonWriter json, ProposerTable table, BLSPubkey key)
    {
        var terms = table.BuildersOf(key);

        // What takes no bid is told as what prefers the local payload and asks nobody.
        var (factor, builders) = terms.IsEnabled ? (terms.BoostFactor, terms.Builders) : (0, []);
        json.WriteString("min_bid", $"{terms.MinBid}");
        json.WriteString("builder_boost_factor", $"{factor}");
        json.WriteStartArray("builders");
        foreach (var builder in builders)
        {
            json.WriteStartObject();
            json.WriteString("url", builder.Url);
            json.WriteString("auth_data", builder.AuthData.ToString());
            json.WriteStartArray("builder_pubkeys");
            foreach (var pubkey in builder.BuilderPubkeys)
            {
                json.WriteStringValue(pubkey.ToString());
            }

            json.WriteEndArray();
            json.WriteString("max_execution_payment", $"{builder.MaxExecutionPayment}");
            json.WriteString("min_bid", $"{builder.MinBid}");
            json.WriteString("builder_boost_factor", $"{builder.BoostFactor}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
