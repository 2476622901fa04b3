using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Sync;

/// <content>
/// The columns of a range, of which each peer has some: those that this node samples are asked of several peers, one after the other. What
/// nobody gives does not hold up the range: the chain says what it misses, which is then asked for by root.
/// </content>
internal sealed partial class RangeSync
{
    // With CUSTODY_REQUIREMENT groups each, so many peers cover what a node samples that has no validators.
    private const int MostColumnPeers = 8;

    private readonly Func<PeerInfo, ColumnSet> _columnsOf = columnsOf ?? (static _ => ColumnSet.All);
    private RangeBatch? _ready;

    /// <summary>Gives the columns that this node samples.</summary>
    public ColumnSet Sampled { get; set; } = ColumnSet.All;

    /// <summary>Takes out a range that goes to the chain without a last answer: nobody is left to ask for its columns.</summary>
    public RangeBatch? TakeReady()
    {
        var ready = _ready;
        _ready = null;
        return ready;
    }

    /// <summary>Plans whom to ask for columns, once a range; false where nobody is left to be asked, and the range is ready.</summary>
    private bool PlanColumns(IReadOnlyList<PeerInfo> peers, DateTimeOffset now)
    {
        var batch = _batch!;
        batch.ColumnParts ??= new(Plan(batch, peers));
        if (batch.ColumnParts.Count > 0)
        {
            return true;
        }

        _ready = BeginImport(batch, now).Import;
        return false;
    }

    /// <summary>Of slots older than peers have to keep, columns are not needed (`is_data_available`).</summary>
    private IReadOnlyList<(string Peer, ColumnSet Columns)> Plan(RangeBatch batch, IReadOnlyList<PeerInfo> peers)
    {
        var last = batch.From + batch.Count - 1;
        var able = peers.Where(peer => peer.Peer == batch.Peer
            || (peer.Status is { } status && status.HeadSlot >= batch.From && status.EarliestAvailableSlot <= batch.From)).ToList();
        return last < ColumnRequests.FirstServedSlot(spec, Misc.ComputeEpochAtSlot(spec.Preset, batch.Clock))
            ? []
            : ColumnPlan.For(Sampled, able, _columnsOf, MostColumnPeers, batch.Peer);
    }

    private RangeStep TakeColumns(RangeBatch batch, PeerAnswered answer, DateTimeOffset now)
    {
        if (answer.Result == PeerResult.Answered)
        {
            batch.Columns.Add((answer.Peer, [.. answer.Items.OfType<DataColumnSidecar>()]));
        }

        batch.ColumnParts!.Dequeue();
        return batch.ColumnParts.Count > 0 ? RangeStep.Nothing : BeginImport(batch, now);
    }

    private RangeStep BeginImport(RangeBatch batch, DateTimeOffset now)
    {
        (_stage, _due) = (Stage.Import, now + settings.ImportPatience);
        return new RangeStep(batch);
    }
}
