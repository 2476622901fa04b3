using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// The newest update (`altair/light-client/p2p-interface.md#getlightclientoptimisticupdate`);
/// the question has no content.
/// </summary>
internal static class LightClientOptimisticUpdateRow
{
    public static RequestRow Row { get; } = new RequestRow<GetLightClientOptimisticUpdate, LightClientOptimisticUpdate>(
        "light_client_optimistic_update", (ForkName.Altair, 1))
    {
        Write = static (_, _) => [],
        Read = static (ssz, _) => ssz.IsEmpty ? new GetLightClientOptimisticUpdate() : null,
        Limit = static (_, _, _) => null,
        Most = static (_, _) => 1,
        SlotOf = static update => update.AttestedHeader.Beacon.Slot,
        Belongs = static (_, _) => static _ => null,
        Serve = static (context, _) => context.LightClient.Optimistic is var (_, update)
            ? ServePlan.Of(update)
            : ServePlan.NotAvailable("no optimistic update is known since the node began"),
    };
}
