using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// The newest update with finality (`altair/light-client/p2p-interface.md#getlightclientfinalityupdate`);
/// the question has no content.
/// </summary>
internal static class LightClientFinalityUpdateRow
{
    public static RequestRow Row { get; } = new RequestRow<GetLightClientFinalityUpdate, LightClientFinalityUpdate>(
        "light_client_finality_update", (ForkName.Altair, 1))
    {
        Write = static (_, _) => [],
        Read = static (ssz, _) => ssz.IsEmpty ? new GetLightClientFinalityUpdate() : null,
        Limit = static (_, _, _) => null,
        Most = static (_, _) => 1,
        SlotOf = static update => update.AttestedHeader.Beacon.Slot,
        Belongs = static (_, _) => static _ => null,
        Serve = static (context, _) => context.LightClient.Finality is var (_, update)
            ? ServePlan.Of(update)
            : ServePlan.NotAvailable("no finality update is known since the node began"),
    };
}
