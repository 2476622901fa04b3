using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves what validators sign, blocks apart: /eth/v1/validator/attestation_data, aggregates, contributions and payload votes.
/// </summary>
internal static class ProductionRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet("/eth/v1/validator/attestation_data", BeaconApi.Guarded(http => AttestationData(http, api)));
        routes.MapGet("/eth/v1/validator/aggregate_attestation", BeaconApi.Guarded(http => Aggregate(http, api, isSecond: false)));
        routes.MapGet("/eth/v2/validator/aggregate_attestation", BeaconApi.Guarded(http => Aggregate(http, api, isSecond: true)));
        routes.MapGet("/eth/v1/validator/sync_committee_contribution", BeaconApi.Guarded(http => Contribution(http, api)));
        routes.MapGet("/eth/v1/validator/payload_attestation_data", BeaconApi.Guarded(http => PayloadAttestationData(http, api)));

        // The path of earlier releases, which validator clients still ask.
        routes.MapGet("/eth/v1/validator/payload_attestation_data/{slot}", BeaconApi.Guarded(http => PayloadAttestationData(http, api)));
    }

    /// <summary>How long production may take for what it is asked in a slot.</summary>
    public static TimeSpan DeadlineOf(ApiContext api) => 2 * api.Schedule.DurationOf(api.Schedule.SlotAtOrGenesis(api.Now()));

    private static async Task AttestationData(HttpContext http, ApiContext api)
    {
        var slot = ApiRequest.Number(http, "slot");
        var question = new ProduceAttestationData(0, slot, ApiRequest.NumberOrNull(http, "committee_index") ?? 0);
        var produced = await api.Duties.Produce<AttestationDataProduced>(question, DeadlineOf(api));
        await (produced is null
            ? ApiResponse.Error(http, ApiError.Unavailable("there is nothing to attest to"))
            : ApiResponse.Value(http, null, produced.Data, api.Spec.Ssz(api.Spec.ForkAtSlot(slot))));
    }

    private static async Task Aggregate(HttpContext http, ApiContext api, bool isSecond)
    {
        var (slot, root) = (ApiRequest.Number(http, "slot"), ApiRequest.Root(http, "attestation_data_root"));
        var committee = isSecond ? ApiRequest.Number(http, "committee_index") : (CommitteeIndex?)null;
        var fork = api.Spec.ForkAtSlot(slot);
        if (!isSecond && fork >= ForkName.Electra)
        {
            throw ApiRequest.Bad($"slot {slot} is of {fork.Text()}, where /eth/v2/validator/aggregate_attestation is to be asked");
        }

        var produced = await api.Duties.Produce<AggregateProduced>(new ProduceAggregate(0, slot, committee, root), DeadlineOf(api));
        await (produced is null
            ? ApiResponse.Error(http, ApiError.NotFound($"no attestation of slot {slot} to the data {root} was seen"))
            : ApiResponse.Value(http, isSecond ? fork : null, produced.Aggregate, api.Spec.Ssz(fork)));
    }

    private static async Task Contribution(HttpContext http, ApiContext api)
    {
        var (slot, subcommittee) = (ApiRequest.Number(http, "slot"), ApiRequest.Number(http, "subcommittee_index"));
        var root = ApiRequest.Root(http, "beacon_block_root");
        if (subcommittee >= Spec.Constants.SyncCommitteeSubnetCount)
        {
            throw ApiRequest.Bad($"subcommittee_index {subcommittee} is none: there are {Spec.Constants.SyncCommitteeSubnetCount}");
        }

        var question = new ProduceSyncCommitteeContribution(0, slot, subcommittee, root);
        var produced = await api.Duties.Produce<SyncCommitteeContributionProduced>(question, DeadlineOf(api));
        await (produced is null
            ? ApiResponse.Error(http, ApiError.NotFound($"no signature of subcommittee {subcommittee} over block {root} was seen"))
            : ApiResponse.Value(http, null, produced.Contribution, api.Spec.Ssz(api.Spec.ForkAtSlot(slot))));
    }

    private static async Task PayloadAttestationData(HttpContext http, ApiContext api)
    {
        var slot = ApiRequest.Number(http, "slot");
        var produced = await api.Duties.Produce<PayloadAttestationDataProduced>(
            new ProducePayloadAttestationData(0, slot), DeadlineOf(api));
        if (produced is null)
        {
            // No block was seen: nothing is to be signed.
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var fork = api.Spec.ForkAtSlot(slot);
        await ApiResponse.Value(http, fork, produced.Data, api.Spec.Ssz(fork));
    }
}
