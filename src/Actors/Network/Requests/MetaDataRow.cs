using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// What a node is subscribed to (`phase0/p2p-interface.md#getmetadata-v1`, `altair/p2p-interface.md#getmetadata-v2`,
/// `fulu/p2p-interface.md#getmetadata-v3`); the question has no content.
/// </summary>
internal static class MetaDataRow
{
    public static RequestRow Row { get; } =
        new RequestRow<MetaDataRequest, MetaData>("metadata", (ForkName.Phase0, 1), (ForkName.Altair, 2), (ForkName.Fulu, 3))
        {
            Write = static (_, _) => [],
            Read = static (ssz, _) => ssz.IsEmpty ? new MetaDataRequest() : null,
            Limit = static (_, _, _) => null,
            Most = static (_, _) => 1,
            Belongs = static (_, _) => static _ => null,
            Serve = static (context, _) => context.MetaData is { } own ? ServePlan.Of(own) : ServePlan.NotAvailable("the node starts"),
        };
}
