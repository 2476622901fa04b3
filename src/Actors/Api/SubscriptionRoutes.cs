using System.Text.Json;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Duties;

namespace Consensoor.Actors.Api;

/// <summary>
/// Takes what validators will need: /eth/v1/validator/beacon_committee_subscriptions and sync_committee_subscriptions, the subnets that the
/// node is then on, and prepare_beacon_proposer, who gets the fees.
/// </summary>
internal static class SubscriptionRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapPost("/eth/v1/validator/beacon_committee_subscriptions", BeaconApi.Guarded(async http =>
        {
            var now = api.Schedule.SlotAtOrGenesis(api.Now());
            var last = now + (2 * api.Spec.Preset.SlotsPerEpoch);
            var asked = await ApiRequest.Json(http, json => ApiRequest.Items(json, "the body", (item, at) => Committee(item, at, api)));

            // Only who aggregates needs the subnet; the others publish to it through peers that are on it.
            var needed = asked
                .Where(one => one.IsAggregator && one.Slot >= now && one.Slot <= last)
                .GroupBy(static one => one.Subnet, static one => one.Slot)
                .Select(static subnet => (subnet.Key, subnet.Max()))
                .ToList();
            if (needed.Count > 0)
            {
                api.Duties.Announce(new AttestationSubnetsNeeded(needed));
            }
        }));
        routes.MapPost("/eth/v1/validator/sync_committee_subscriptions", BeaconApi.Guarded(async http =>
        {
            var present = api.Schedule.EpochOf(api.Schedule.SlotAtOrGenesis(api.Now()));
            var longest = present + (2 * api.Spec.Preset.EpochsPerSyncCommitteePeriod);
            var asked = await ApiRequest.Json(http, json => ApiRequest.Items(json, "the body", (item, at) => Seats(item, at, api)));
            var needed = asked
                .Where(one => one.Until > present)
                .SelectMany(one => one.Subnets.Select(subnet => (Subnet: subnet, Last: Math.Min(one.Until - 1, longest))))
                .GroupBy(static one => one.Subnet, static one => one.Last)
                .Select(static subnet => (subnet.Key, subnet.Max()))
                .ToList();
            if (needed.Count > 0)
            {
                api.Duties.Announce(new SyncSubnetsNeeded(needed));
            }
        }));
        routes.MapPost("/eth/v1/validator/prepare_beacon_proposer", BeaconApi.Guarded(async http =>
        {
            var asked = await ApiRequest.Json(http, static json => ApiRequest.Items(json, "the body", Proposer));
            var prepared = await api.Duties.Prepare(asked);
            if (prepared.Refused > 0)
            {
                await ApiResponse.Error(http, ApiError.Unavailable($"for {prepared.Refused} of {asked.Count} validators there is no room"));
            }
        }));
    }

    private static PreparedProposer Proposer(JsonElement item, string at)
    {
        var address = ApiRequest.Member(item, "fee_recipient", at);
        return address.ValueKind == JsonValueKind.String && ValidatorOptions.TryFeeRecipient(address.GetString()!, out var recipient)
            ? new PreparedProposer(Number(item, "validator_index", at), recipient)
            : throw ApiRequest.Bad($"fee_recipient of {at} is no address");
    }

    private static (ulong Subnet, Slot Slot, bool IsAggregator) Committee(JsonElement item, string at, ApiContext api)
    {
        _ = Number(item, "validator_index", at);
        var (committee, committees) = (Number(item, "committee_index", at), Number(item, "committees_at_slot", at));
        var slot = Number(item, "slot", at);
        if (committees > api.Spec.Preset.MaxCommitteesPerSlot || committee >= committees)
        {
            throw ApiRequest.Bad($"{at}: there is no committee {committee} of {committees}");
        }

        return (
            Attesting.ComputeSubnetForAttestation(api.Spec, committees, slot, committee),
            slot,
            ApiRequest.Member(item, "is_aggregator", at) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag
                ? flag.GetBoolean()
                : throw ApiRequest.Bad($"is_aggregator of {at} is neither true nor false"));
    }

    private static (IReadOnlyList<ulong> Subnets, ulong Until) Seats(JsonElement item, string at, ApiContext api)
    {
        _ = Number(item, "validator_index", at);
        var size = (ulong)SyncCommittees.SubcommitteeSize(api.Spec.Preset);
        var seats = ApiRequest.Items(
            ApiRequest.Member(item, "sync_committee_indices", at), $"sync_committee_indices of {at}", ApiRequest.Number);
        return seats.Any(seat => seat >= api.Spec.Preset.SyncCommitteeSize)
            ? throw ApiRequest.Bad($"{at}: the sync committee has {api.Spec.Preset.SyncCommitteeSize} seats")
            : ([.. seats.Select(seat => seat / size).Distinct()], Number(item, "until_epoch", at));
    }

    private static ulong Number(JsonElement item, string name, string at) =>
        ApiRequest.Number(ApiRequest.Member(item, name, at), $"{name} of {at}");
}
