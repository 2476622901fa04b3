using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// The best updates of sync committee periods (`altair/light-client/p2p-interface.md#lightclientupdatesbyrange`): of more than
/// MAX_REQUEST_LIGHT_CLIENT_UPDATES that are asked for, so many are given.
/// </summary>
internal static class LightClientUpdatesByRangeRow
{
    public static RequestRow Row { get; } =
        new RequestRow<LightClientUpdatesByRange, LightClientUpdate>("light_client_updates_by_range", (ForkName.Altair, 1))
        {
            Write = static (request, context) =>
                new LightClientUpdatesByRangeRequest { StartPeriod = request.StartPeriod, Count = request.Count }.ToSsz(context),
            Read = static (ssz, context) => LightClientUpdatesByRangeRequest.TryDecode(ssz, context, out var request, out _)
                ? new LightClientUpdatesByRange(request.StartPeriod, request.Count)
                : null,
            Limit = static (_, _, request) => RequestForms.Between(request.Count, ulong.MaxValue, "updates"),
            Most = static (_, request) => Math.Min(request.Count, Constants.MaxRequestLightClientUpdates),
            SlotOf = static update => update.AttestedHeader.Beacon.Slot,
            Belongs = Checker,
            Serve = static (context, request) => new ServePlan(
                [default], _ => context.LightClient.UpdatesOf(request.StartPeriod, request.Count).Select(static one => (object)one.Update)),
        };

    private static Func<LightClientUpdate, string?> Checker(ChainSpec spec, LightClientUpdatesByRange request)
    {
        ulong? last = null;
        return update =>
        {
            var period = LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, update.AttestedHeader.Beacon.Slot);
            var why = period < request.StartPeriod || period - request.StartPeriod >= request.Count ? $"period {period} was not asked for"
                : last is { } before && period != before + 1 ? $"period {period} after period {before}"
                : null;
            last = period;
            return why;
        };
    }
}
