using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Where a node stands (`phase0/p2p-interface.md#status-v1`, `fulu/p2p-interface.md#status-v2`).</summary>
internal static class StatusRow
{
    public static RequestRow Row { get; } = new RequestRow<StatusRequest, Status>("status", (ForkName.Phase0, 1), (ForkName.Fulu, 2))
    {
        Write = static (request, context) => request.Own.ToSsz(context),
        Read = static (ssz, context) => Status.TryDecode(ssz, context, out var status, out _) ? new StatusRequest(status) : null,
        Limit = static (_, _, _) => null,
        Most = static (_, _) => 1,
        Belongs = static (_, _) => static _ => null,
        Serve = static (context, _) => ServePlan.Of(context.Status()),
    };
}
