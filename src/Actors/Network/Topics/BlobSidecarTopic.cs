using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.BlobSidecarGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Blobs of deneb and electra (`deneb/p2p-interface.md#new-blob_sidecar_subnet_id`).</summary>
internal static class BlobSidecarTopic
{
    /// <summary>The row; fulu put columns in its place.</summary>
    public static Topic Row { get; } = new(TopicKind.BlobSidecar, "blob_sidecar", new TopicForm<BlobSidecar>(ForkName.Deneb)
    {
        SlotOf = static sidecar => sidecar.SignedBlockHeader.Message.Slot,
        Check = static (check, sidecar) =>
            ValidateBlobSidecarGossip(check.Seen, check.View, sidecar, check.NowMs, check.Subnet, check.Verifier),
        Accept = static (accept, sidecar, _) => Mark(accept.Seen, sidecar),
    })
    {
        Until = ForkName.Fulu,
        Subnets = static (spec, fork) =>
            fork < ForkName.Electra ? spec.Config.BlobSidecarSubnetCount : spec.Config.BlobSidecarSubnetCountElectra,
        NotTaken = "blobs from before fulu are not collected",
    };
}
