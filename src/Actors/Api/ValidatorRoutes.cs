using System.Buffers.Binary;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Api;

/// <summary>Serves validator_balances and validator_identities of /eth/v1/beacon/states, as JSON or SSZ.</summary>
internal static class ValidatorRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet(
            "/eth/v1/beacon/states/{state_id}/validator_balances",
            BeaconApi.Guarded(http => StateRoutes.WithState(http, api, (state, view) =>
                ValidatorFilter.Parse(http.Request.Query, out var error) is { } filter
                    ? Balances(http, state, view, filter)
                    : ApiResponse.Error(http, error!))));
        routes.MapPost(
            "/eth/v1/beacon/states/{state_id}/validator_balances",
            BeaconApi.Guarded(http => StateRoutes.WithState(http, api, async (state, view) =>
                await Balances(http, state, view, await ValidatorFilter.ReadIds(http)))));
        routes.MapPost(
            "/eth/v1/beacon/states/{state_id}/validator_identities",
            BeaconApi.Guarded(http => StateRoutes.WithState(http, api, async (state, view) =>
                await Identities(http, state, view, await ValidatorFilter.ReadIds(http)))));
    }

    private static Task Balances(HttpContext http, BeaconState state, Certainty view, ValidatorFilter filter)
    {
        var chosen = filter.Select(state).ToList();
        return ApiResponse.PrefersSsz(http) switch
        {
            true => ApiResponse.Bytes(http, Rows(chosen, 16, (row, index) =>
            {
                BinaryPrimitives.WriteUInt64LittleEndian(row, index);
                BinaryPrimitives.WriteUInt64LittleEndian(row[8..], state.Balances[(int)index]);
            })),
            false => ApiResponse.Data(http, view, writer =>
            {
                writer.WriteStartArray();
                foreach (var index in chosen)
                {
                    writer.WriteStartObject();
                    writer.WriteString("index", ApiJson.Text(index));
                    writer.WriteString("balance", ApiJson.Text(state.Balances[(int)index]));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }),
            _ => ApiResponse.Error(http, ApiError.NotAcceptable(http.Request.Headers.Accept.ToString())),
        };
    }

    private static Task Identities(HttpContext http, BeaconState state, Certainty view, ValidatorFilter filter)
    {
        var chosen = filter.Select(state).ToList();
        return ApiResponse.PrefersSsz(http) switch
        {
            true => ApiResponse.Bytes(http, Rows(chosen, 64, (row, index) =>
            {
                BinaryPrimitives.WriteUInt64LittleEndian(row, index);
                state.Validators[(int)index].Pubkey.AsSpan().CopyTo(row[8..]);
                BinaryPrimitives.WriteUInt64LittleEndian(row[56..], state.Validators[(int)index].ActivationEpoch);
            })),
            false => ApiResponse.Data(http, view, writer =>
            {
                writer.WriteStartArray();
                foreach (var index in chosen)
                {
                    writer.WriteStartObject();
                    writer.WriteString("index", ApiJson.Text(index));
                    writer.WriteString("pubkey", state.Validators[(int)index].Pubkey.ToString());
                    writer.WriteString("activation_epoch", ApiJson.Text(state.Validators[(int)index].ActivationEpoch));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }),
            _ => ApiResponse.Error(http, ApiError.NotAcceptable(http.Request.Headers.Accept.ToString())),
        };
    }

    private static byte[] Rows(List<ValidatorIndex> chosen, int length, RowWriter write)
    {
        var bytes = new byte[length * chosen.Count];
        for (var place = 0; place < chosen.Count; place++)
        {
            write(bytes.AsSpan(length * place, length), chosen[place]);
        }

        return bytes;
    }

    private delegate void RowWriter(Span<byte> row, ValidatorIndex index);
}
