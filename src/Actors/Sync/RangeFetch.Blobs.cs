using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Sync;

/// <content>
/// The blob sidecars of a range (deneb, electra), asked of the peer that gave its blocks, which has them all, and then of others for what
/// it did not give. What nobody gives does not hold up the range: the chain says what it misses, which is then asked for by root. Who
/// gave a bad one answers for it.
/// </content>
internal sealed partial class RangeFetch
{
    // The first has them all, and one more may be as bad as it.
    private const int MostBlobPeers = 3;

    private void PlanBlobs(IReadOnlyList<PeerInfo> peers) => batch.BlobPeers ??= new(
        peers.Where(peer => peer.Peer != batch.Peer && peer.Status is { } status
                && status.HeadSlot >= batch.From + batch.Count - 1 && status.EarliestAvailableSlot <= batch.From)
            .Select(static peer => peer.Peer)
            .Take(MostBlobPeers - 1)
            .Prepend(batch.Peer));

    private void TakeBlobs(PeerAnswered answer)
    {
        if (answer.Result == PeerResult.Answered)
        {
            BlobSidecar[] given = [.. answer.Items.OfType<BlobSidecar>()
                .Where(blob => batch.GivenBlobs.Add((WantedItems.RootOf(blob, spec), blob.Index)))];
            if (given.Length > 0)
            {
                batch.Blobs.Add((answer.Peer, given));
            }
        }

        NextBlobs();
    }

    /// <summary>Another one is asked, or the rest of the range comes first.</summary>
    private void NextBlobs()
    {
        batch.BlobPeers!.Dequeue();
        if (batch.BlobPeers.Count == 0 || !Lacking().Any())
        {
            _stage = NextStage();
        }
    }

    /// <summary>Asks for the slots from the first block that lacks blobs to the last, and for no others.</summary>
    private BlobSidecarsByRange BlobsRequest()
    {
        Slot[] slots = [.. Lacking().Select(static block => block.Message.Slot)];
        return new BlobSidecarsByRange(slots[0], slots[^1] - slots[0] + 1);
    }

    private int BlobsIn() => NeedBlobs().Sum(static block => block.Message.Body.BlobKzgCommitments.Count);

    /// <summary>The blocks of which a blob was given by nobody yet.</summary>
    private IEnumerable<SignedBeaconBlock> Lacking() =>
        NeedBlobs().Where(block => WantedItems.RootOf(block, spec) is var root
            && Enumerable.Range(0, block.Message.Body.BlobKzgCommitments.Count)
                .Any(index => !batch.GivenBlobs.Contains((root, (ulong)index))));

    /// <summary>Of slots older than peers have to keep no blobs are needed (`is_data_available`).</summary>
    private IEnumerable<SignedBeaconBlock> NeedBlobs()
    {
        var first = BlobRequests.FirstServedSlot(spec, Misc.ComputeEpochAtSlot(spec.Preset, batch.Clock));
        return batch.Blocks.Where(block => ForkOf(block) is >= ForkName.Deneb and < ForkName.Fulu
            && block.Message.Slot >= first
            && block.Message.Body.BlobKzgCommitments.Count > 0);
    }
}
