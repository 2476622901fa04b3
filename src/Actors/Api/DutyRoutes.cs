using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves /eth/v1/validator/duties, /eth/v2/validator/duties and /eth/v1/validator/liveness: who has to do what in the epoch before, the
/// present one and the next, by the head.
/// </summary>
internal static class DutyRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapPost("/eth/v1/validator/duties/attester/{epoch}", BeaconApi.Guarded(async http =>
        {
            var (view, epoch, current) = Epoch(http, api, isBeforeToo: true);
            var validators = await ApiRequest.Indices(http);
            var state = StateOf(view, api, epoch, current);
            await Answer(
                http,
                view,
                view.GetShufflingDependentRoot(view.Head.Root, epoch),
                writer => DutyLists.Attesters(writer, state, epoch, validators));
        }));
        routes.MapPost("/eth/v1/validator/duties/ptc/{epoch}", BeaconApi.Guarded(async http =>
        {
            var (view, epoch, current) = Epoch(http, api, isBeforeToo: true);
            var validators = await ApiRequest.Indices(http);
            var state = StateOf(view, api, epoch, current);
            if (api.Spec.ForkAt(epoch) < ForkName.Gloas)
            {
                throw ApiRequest.Bad($"epoch {epoch} is of a fork without payload timeliness committees");
            }

            if (state.ForkName < ForkName.Gloas)
            {
                throw Unavailable($"the committees of epoch {epoch} are known once it has begun, since the fork brings them");
            }

            await Answer(
                http,
                view,
                view.GetShufflingDependentRoot(view.Head.Root, epoch),
                writer => DutyLists.PayloadTimeliness(writer, state, epoch, validators));
        }));
        routes.MapPost("/eth/v1/validator/duties/sync/{epoch}", BeaconApi.Guarded(http => Sync(http, api)));
        routes.MapGet("/eth/v1/validator/duties/proposer/{epoch}", BeaconApi.Guarded(http => Proposers(http, api, isSecond: false)));
        routes.MapGet("/eth/v2/validator/duties/proposer/{epoch}", BeaconApi.Guarded(http => Proposers(http, api, isSecond: true)));
        routes.MapPost("/eth/v1/validator/liveness/{epoch}", BeaconApi.Guarded(http => Liveness(http, api)));
    }

    private static async Task Sync(HttpContext http, ApiContext api)
    {
        var epoch = ApiRequest.Number(http, "epoch");
        var validators = await ApiRequest.Indices(http);
        var view = api.Reader.View;
        var state = view.StateInEpochOf(Now(api)) ?? view.HeadState;
        if (api.Spec.ForkAt(epoch) < ForkName.Altair)
        {
            throw ApiRequest.Bad($"epoch {epoch} is of a fork without sync committees");
        }

        if (state.ForkName < ForkName.Altair)
        {
            throw Unavailable("the sync committees are known once the head is in altair");
        }

        var preset = api.Spec.Preset;
        var known = SyncCommittees.ComputeSyncCommitteePeriod(preset, Accessors.GetCurrentEpoch(state));
        var period = SyncCommittees.ComputeSyncCommitteePeriod(preset, epoch);
        if (period != known && period != known + 1)
        {
            throw ApiRequest.Bad($"epoch {epoch} is neither in the sync committee period of the head nor in the next one");
        }

        var committee = period == known ? state.CurrentSyncCommittee : state.NextSyncCommittee;
        await Answer(http, view, dependentRoot: null, writer => DutyLists.SyncCommittee(writer, state, committee, validators));
    }

    /// <summary>
    /// The first version names the last block before the epoch as what proposers depend on; from fulu on that is the last one before the
    /// epoch before, which the second version names.
    /// </summary>
    private static async Task Proposers(HttpContext http, ApiContext api, bool isSecond)
    {
        var (view, epoch, current) = Epoch(http, api, isBeforeToo: false);
        var isAhead = api.Spec.ForkAt(Misc.SaturatingSub(epoch, 1)) >= ForkName.Fulu;
        var latest = StateOf(view, api, epoch, current);
        var state = isAhead
            ? latest
            : await api.EpochsAhead.StateIn(view, latest, epoch, api.Now())
                ?? throw Unavailable($"the head's state was not advanced into epoch {epoch}");
        var dependsOn = isSecond && isAhead ? epoch : epoch + api.Spec.Preset.MinSeedLookahead;
        await Answer(
            http,
            view,
            view.GetShufflingDependentRoot(view.Head.Root, dependsOn),
            writer => DutyLists.Proposers(writer, state, epoch));
    }

    private static async Task Liveness(HttpContext http, ApiContext api)
    {
        var epoch = ApiRequest.Number(http, "epoch");
        var validators = await ApiRequest.Indices(http);
        var view = api.Reader.View;
        var current = api.Schedule.EpochOf(Now(api));
        if (epoch > current || epoch + 1 < current)
        {
            throw ApiRequest.Bad($"epoch {epoch} is neither the present one, {current}, nor the one before");
        }

        var state = view.StateInEpochOf(Now(api)) ?? view.HeadState;
        var seen = Accessors.GetCurrentEpoch(state);
        if (seen != epoch && seen != epoch + 1)
        {
            throw Unavailable($"the head has not come to epoch {epoch}");
        }

        await ApiResponse.Data(http, writer =>
        {
            writer.WriteStartArray();
            DutyLists.Liveness(writer, state, epoch, validators);
            writer.WriteEndArray();
        });
    }

    private static (ChainView View, Epoch Epoch, Epoch Current) Epoch(HttpContext http, ApiContext api, bool isBeforeToo)
    {
        var epoch = ApiRequest.Number(http, "epoch");
        var current = api.Schedule.EpochOf(Now(api));
        return epoch <= current + 1 && (epoch + 1 > current || (isBeforeToo && epoch + 2 > current))
            ? (api.Reader.View, epoch, current)
            : throw ApiRequest.Bad($"the duties of epoch {epoch} are not known in epoch {current}");
    }

    /// <summary>The head's state in the present epoch, or of the one before where that tells of the epoch too.</summary>
    private static BeaconState StateOf(ChainView view, ApiContext api, Epoch epoch, Epoch current)
    {
        var state = view.StateInEpochOf(Now(api)) ?? view.HeadState;
        var known = Accessors.GetCurrentEpoch(state);
        return epoch <= known + 1 && epoch + 1 >= known
            ? state
            : throw Unavailable($"the head is of epoch {known}, too far behind epoch {current} to know the duties of epoch {epoch}");
    }

    private static Slot Now(ApiContext api) => api.Schedule.SlotAtOrGenesis(api.Now());

    private static Task Answer(HttpContext http, ChainView view, Root? dependentRoot, Action<Utf8JsonWriter> items) =>
        ApiResponse.Write(http, writer =>
        {
            if (dependentRoot is { } root)
            {
                writer.WriteString("dependent_root", root.ToString());
            }

            writer.WriteBoolean("execution_optimistic", view.IsOptimistic);
            writer.WriteStartArray("data");
            items(writer);
            writer.WriteEndArray();
        });

    private static BadHttpRequestException Unavailable(string message) => new(message, StatusCodes.Status503ServiceUnavailable);
}
