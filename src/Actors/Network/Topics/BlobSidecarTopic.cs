using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using static Consensoor.Spec.Gossip.BlobSidecarGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Blobs of deneb and electra, verified in full, for the chain (`deneb/p2p-interface.md#new-blob_sidecar_subnet_id`).</summary>
internal static class BlobSidecarTopic
{
    /// <summary>The row; fulu put columns in its place.</summary>
    public static Topic Row { get; } = new(TopicKind.BlobSidecar, "blob_sidecar", new TopicForm<BlobSidecar>(ForkName.Deneb)
    {
        SlotOf = static sidecar => sidecar.SignedBlockHeader.Message.Slot,
        Names = static (sidecar, context) => sidecar.SignedBlockHeader.Message.HashTreeRoot(context),
        Check = static (check, sidecar) =>
        {
            var result = ValidateBlobSidecarGossip(check.Seen, check.View, sidecar, check.NowMs, check.Subnet, check.Verifier);
            return result.IsAccepted || result.IsProposerUnknown
                ? new Checked(result, Proofs: new BlobProofs(RootOf(check.View.Spec, sidecar), sidecar))
                : result;
        },
        Accept = static (accept, sidecar, _) =>
        {
            if (!Mark(accept.Seen, sidecar))
            {
                return false;
            }

            var root = RootOf(accept.View.Spec, sidecar);
            var source = accept.Source;
            accept.Out.Batch<BlobSidecar>(
                accept.To.Chain, root, sidecar, blobs => new ImportBlobs(root, blobs, AreVerified: true, source));
            accept.Out.Publish(new BlobsHeld(root, [sidecar]) { Source = source });
            return true;
        },
    })
    {
        Until = ForkName.Fulu,
        Subnets = static (spec, fork) =>
            fork < ForkName.Electra ? spec.Config.BlobSidecarSubnetCount : spec.Config.BlobSidecarSubnetCountElectra,
    };

    private static Root RootOf(ChainSpec spec, BlobSidecar sidecar) =>
        BlobSidecars.RootOf(sidecar, spec.Ssz(spec.ForkAtSlot(sidecar.SignedBlockHeader.Message.Slot)));
}
