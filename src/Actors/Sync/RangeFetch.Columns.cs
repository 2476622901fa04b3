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
internal sealed partial class RangeFetch
{
    // With CUSTODY_REQUIREMENT groups each, so many peers cover what a node samples that has no validators.
    private const int MostColumnPeers = 8;

    /// <summary>Plans whom to ask for columns, once a range; where nobody is left to be asked, the range is done.</summary>
    private void PlanColumns(IReadOnlyList<PeerInfo> peers, ColumnSet sampled)
    {
        batch.ColumnParts ??= new(Plan(peers, sampled));
        if (batch.ColumnParts.Count == 0)
        {
            _stage = Stage.Done;
        }
    }

    /// <summary>Of slots older than peers have to keep, columns are not needed (`is_data_available`).</summary>
    private IReadOnlyList<(string Peer, ColumnSet Columns)> Plan(IReadOnlyList<PeerInfo> peers, ColumnSet sampled)
    {
        var last = batch.From + batch.Count - 1;
        var able = peers.Where(peer => peer.Peer == batch.Peer
            || (peer.Status is { } status && status.HeadSlot >= batch.From && status.EarliestAvailableSlot <= batch.From)).ToList();
        return last < ColumnRequests.FirstServedSlot(spec, Misc.ComputeEpochAtSlot(spec.Preset, batch.Clock))
            ? []
            : ColumnPlan.For(sampled, able, columnsOf, MostColumnPeers, batch.Peer);
    }

    private void TakeColumns(PeerAnswered answer)
    {
        if (answer.Result == PeerResult.Answered)
        {
            batch.Columns.Add((answer.Peer, [.. answer.Items.OfType<DataColumnSidecar>()]));
        }

        NextColumns();
    }

    private void NextColumns()
    {
        batch.ColumnParts!.Dequeue();
        _stage = batch.ColumnParts.Count > 0 ? Stage.Columns : Stage.Done;
    }
}
