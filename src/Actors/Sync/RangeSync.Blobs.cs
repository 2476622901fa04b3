using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Sync;

/// <content> The blob sidecars of a range (deneb, electra), asked of the peer that gave its blocks, which has them all. What it does not
/// give does not hold up the range: the chain says what it misses, which is then asked for by root, of others too. </content>
internal sealed partial class RangeSync
{
    private RangeStep TakeBlobs(RangeBatch batch, PeerAnswered answer, DateTimeOffset now)
    {
        if (answer.Result == PeerResult.Answered)
        {
            batch.Blobs = [.. answer.Items.OfType<BlobSidecar>()];
        }

        return LeaveBlobs(batch, now);
    }

    /// <summary>The peer is slow: the rest of the range comes first.</summary>
    private void GiveUpBlobs(DateTimeOffset now)
    {
        _question = null;
        _ready = LeaveBlobs(_batch!, now).Import;
    }

    private RangeStep LeaveBlobs(RangeBatch batch, DateTimeOffset now)
    {
        _stage = NextStage(batch);
        return _stage == Stage.Import ? BeginImport(batch, now) : RangeStep.Nothing;
    }

    /// <summary>Asks for the slots from the first block that needs blobs to the last, and for no others.</summary>
    private BlobSidecarsByRange BlobsOf(RangeBatch batch)
    {
        Slot[] slots = [.. NeedBlobs(batch).Select(static block => block.Message.Slot)];
        return new BlobSidecarsByRange(slots[0], slots[^1] - slots[0] + 1);
    }

    private int BlobsIn(RangeBatch batch) => NeedBlobs(batch).Sum(static block => block.Message.Body.BlobKzgCommitments.Count);

    /// <summary>Of slots older than peers have to keep no blobs are needed (`is_data_available`).</summary>
    private IEnumerable<SignedBeaconBlock> NeedBlobs(RangeBatch batch)
    {
        var first = BlobRequests.FirstServedSlot(spec, Misc.ComputeEpochAtSlot(spec.Preset, _clock));
        return batch.Blocks.Where(block => ForkOf(block) is >= ForkName.Deneb and < ForkName.Fulu
            && block.Message.Slot >= first
            && block.Message.Body.BlobKzgCommitments.Count > 0);
    }
}
