using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves lists of a state: what is pending (electra, gloas), proposer_lookahead (fulu) and builders (gloas); 400 for a state from before.
/// </summary>
internal static class StateListRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        void List<T>(string name, ForkName since, Func<BeaconState, IReadOnlyList<T>> items)
            where T : ISszType<T> => Get(routes, api, name, since, (http, state, view) =>
                ApiResponse.VersionedList(http, view, state.ForkName, items(state), state.Ssz));

        List("pending_consolidations", ForkName.Electra, static state => state.PendingConsolidations);
        List("pending_deposits", ForkName.Electra, static state => state.PendingDeposits);
        List("pending_partial_withdrawals", ForkName.Electra, static state => state.PendingPartialWithdrawals);
        List("builder_pending_payments", ForkName.Gloas, static state => state.BuilderPendingPayments);
        List("builder_pending_withdrawals", ForkName.Gloas, static state => state.BuilderPendingWithdrawals);
        Get(routes, api, "proposer_lookahead", ForkName.Fulu, Lookahead);
        routes.MapPost("/eth/v1/beacon/states/{state_id}/builders", BeaconApi.Guarded(async http =>
        {
            var filter = await ApiRequest.OptionalJson(http, Filter.Read, Filter.All);
            await StateRoutes.WithState(http, api, (state, view) =>
            {
                Require(state, ForkName.Gloas);
                return Builders(http, state, view, filter);
            });
        }));
    }

    private static void Get(
        IEndpointRouteBuilder routes,
        ApiContext api,
        string name,
        ForkName since,
        Func<HttpContext, BeaconState, Certainty, Task> answer) =>
        routes.MapGet(
            $"/eth/v1/beacon/states/{{state_id}}/{name}", BeaconApi.Guarded(http => StateRoutes.WithState(http, api, (state, view) =>
            {
                Require(state, since);
                return answer(http, state, view);
            })));

    private static void Require(BeaconState state, ForkName since)
    {
        if (state.ForkName < since)
        {
            throw ApiRequest.Bad($"a state of {state.ForkName.Text()} has none: they are there from {since.Text()} on");
        }
    }

    private static Task Lookahead(HttpContext http, BeaconState state, Certainty view)
    {
        var proposers = state.ProposerLookahead;
        var version = state.ForkName.Text();
        return ApiResponse.Either(
            http,
            () =>
            {
                http.Response.Headers[ApiResponse.VersionHeader] = version;
                var bytes = new byte[8 * proposers.Count];
                foreach (var (place, proposer) in proposers.Index())
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * place), proposer);
                }

                return ApiResponse.Bytes(http, bytes);
            },
            () =>
            {
                http.Response.Headers[ApiResponse.VersionHeader] = version;
                return ApiResponse.Write(http, writer =>
                {
                    writer.WriteString("version", version);
                    ApiResponse.WriteView(writer, view);
                    writer.WriteStartArray("data");
                    foreach (var proposer in proposers)
                    {
                        writer.WriteStringValue(proposer.ToString(CultureInfo.InvariantCulture));
                    }

                    writer.WriteEndArray();
                });
            });
    }

    private static Task Builders(HttpContext http, BeaconState state, Certainty view, Filter filter) =>
        ApiResponse.Data(http, view, writer =>
        {
            writer.WriteStartArray();
            for (BuilderIndex index = 0; index < (ulong)state.Builders.Count; index++)
            {
                var builder = state.Builders[index];
                var status = builder.WithdrawableEpoch != Spec.Constants.FarFutureEpoch ? "exited"
                    : Predicates.IsActiveBuilder(state, index) ? "active"
                    : "pending";
                if (filter.Takes(index, builder.Pubkey, status))
                {
                    writer.WriteStartObject();
                    writer.WriteString("index", index.ToString(CultureInfo.InvariantCulture));
                    writer.WriteString("status", status);
                    writer.WritePropertyName("builder");
                    builder.WriteJson(writer, state.Ssz);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
        });

    /// <summary>Which builders are wanted; an empty part wants all.</summary>
    private sealed class Filter
    {
        private static readonly string[] Statuses = ["pending", "active", "exited"];
        private readonly ValidatorFilter.Ids _ids = new();
        private readonly HashSet<string> _statuses = [];

        public static Filter All { get; } = new();

        public static Filter Read(JsonElement json)
        {
            var filter = new Filter();
            ValidatorFilter.Parts(json, static status => Statuses.Contains(status), filter._ids, filter._statuses);
            return filter;
        }

        public bool Takes(BuilderIndex index, BLSPubkey pubkey, string status) =>
            (_ids.Count == 0 || _ids.Contains(index, pubkey))
            && (_statuses.Count == 0 || _statuses.Contains(status));
    }
}
