using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Api;

/// <summary>Serves /eth/v1/beacon/states: roots, forks, checkpoints and validators of a state.</summary>
internal static class StateRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet("/eth/v1/beacon/states/{state_id}/root", BeaconApi.Guarded(http => WithState(http, api, (state, view) =>
            ApiResponse.Data(http, view, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("root", state.HashTreeRoot().ToString());
                writer.WriteEndObject();
            }))));
        routes.MapGet("/eth/v1/beacon/states/{state_id}/fork", BeaconApi.Guarded(http => WithState(http, api, (state, view) =>
            ApiResponse.Data(http, view, writer => state.Fork.WriteJson(writer, state.Ssz)))));
        routes.MapGet(
            "/eth/v1/beacon/states/{state_id}/finality_checkpoints", BeaconApi.Guarded(http => WithState(http, api, (state, view) =>
                ApiResponse.Data(http, view, writer =>
                {
                    writer.WriteStartObject();
                    writer.WritePropertyName("previous_justified");
                    state.PreviousJustifiedCheckpoint.WriteJson(writer, state.Ssz);
                    writer.WritePropertyName("current_justified");
                    state.CurrentJustifiedCheckpoint.WriteJson(writer, state.Ssz);
                    writer.WritePropertyName("finalized");
                    state.FinalizedCheckpoint.WriteJson(writer, state.Ssz);
                    writer.WriteEndObject();
                }))));
        routes.MapGet(
            "/eth/v1/beacon/states/{state_id}/validators",
            BeaconApi.Guarded(http => WithState(http, api, (state, view) => Validators(http, state, view))));
        routes.MapPost(
            "/eth/v1/beacon/states/{state_id}/validators",
            BeaconApi.Guarded(http => WithState(http, api, async (state, view) =>
                await Validators(http, state, view, await ValidatorFilter.Read(http)))));
        ValidatorRoutes.Map(routes, api);
        routes.MapGet(
            "/eth/v1/beacon/states/{state_id}/validators/{validator_id}",
            BeaconApi.Guarded(http => WithState(http, api, (state, view) => Validator(http, state, view))));
        StateQueryRoutes.Map(routes, api);
        StateListRoutes.Map(routes, api);
        routes.MapGet("/eth/v2/debug/beacon/states/{state_id}", BeaconApi.Guarded(http => WithState(http, api, (state, view) =>
            ApiResponse.Versioned(http, view, state.ForkName, state, state.Ssz))));
    }

    /// <summary>Answers by the state that the path names, or that there is none.</summary>
    internal static async Task WithState(HttpContext http, ApiContext api, Func<BeaconState, Certainty, Task> answer)
    {
        var text = (string)http.Request.RouteValues["state_id"]!;
        if (ApiId.Parse(text) is not { } id)
        {
            await ApiResponse.Error(
                http, ApiError.BadRequest($"invalid state_id '{ApiError.Shorten(text)}': a name, slot or root is expected"));
            return;
        }

        if (await api.States.Of(id, api.Schedule.SlotAtOrGenesis(api.Now())) is not var (state, view))
        {
            await ApiResponse.Error(http, ApiError.NotFound($"no state '{text}'"));
            return;
        }

        await answer(state, view);
    }

    private static async Task Validators(HttpContext http, BeaconState state, Certainty view)
    {
        if (ValidatorFilter.Parse(http.Request.Query, out var error) is not { } filter)
        {
            await ApiResponse.Error(http, error!);
            return;
        }

        await Validators(http, state, view, filter);
    }

    private static Task Validators(HttpContext http, BeaconState state, Certainty view, ValidatorFilter filter) =>
        ApiResponse.Data(http, view, writer =>
        {
            writer.WriteStartArray();
            foreach (var index in filter.Select(state))
            {
                WriteValidator(writer, state, index);
            }

            writer.WriteEndArray();
        });

    private static async Task Validator(HttpContext http, BeaconState state, Certainty view)
    {
        var text = (string)http.Request.RouteValues["validator_id"]!;
        if (ValidatorFilter.ParseId(text) is not { } id)
        {
            await ApiResponse.Error(
                http, ApiError.BadRequest($"invalid validator_id '{ApiError.Shorten(text)}': an index or public key is expected"));
            return;
        }

        if (id.Resolve(state) is not { } index)
        {
            await ApiResponse.Error(http, ApiError.NotFound($"no validator '{text}'"));
            return;
        }

        await ApiResponse.Data(http, view, writer => WriteValidator(writer, state, index));
    }

    private static void WriteValidator(Utf8JsonWriter writer, BeaconState state, ValidatorIndex index)
    {
        var validator = state.Validators[index];
        var balance = state.Balances[index];
        writer.WriteStartObject();
        writer.WriteString("index", index.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("balance", balance.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("status", ValidatorStatus.Of(validator, balance, state.Slot / state.Preset.SlotsPerEpoch));
        writer.WritePropertyName("validator");
        validator.WriteJson(writer, state.Ssz);
        writer.WriteEndObject();
    }
}
