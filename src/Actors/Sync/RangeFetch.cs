using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Fetches one range, a question after the other, as a machine that is handed the time: the blocks of a peer, then their blobs, envelopes
/// and columns where there are any. What to do with the range, <see cref="RangeSync"/> decides.
/// </summary>
internal sealed partial class RangeFetch(
    RangeBatch batch, SyncSettings settings, ChainSpec spec, Func<PeerInfo, ColumnSet> columnsOf)
{
    private Stage _stage = Stage.Blocks;
    private ulong? _question;

    private enum Stage
    {
        Blocks,
        Blobs,
        Envelopes,
        Columns,
        Done,
    }

    /// <summary>The range, and what has come of it.</summary>
    public RangeBatch Batch => batch;

    /// <summary>When the peer that is asked is slow.</summary>
    public DateTimeOffset Due { get; private set; }

    /// <summary>True once nothing is left to ask for.</summary>
    public bool IsDone => _stage == Stage.Done;

    /// <summary>Says what is being done.</summary>
    public string Doing => $"{batch.Peer} is asked for {_stage.ToString().ToLowerInvariant()} of slots {batch.From} to "
        + $"{batch.From + batch.Count - 1}";

    /// <summary>True for a question of it whose answer is waited for.</summary>
    public bool Awaits(ulong question) => _question == question;

    /// <summary>The question to ask now; null where one is under way, or nothing is left to ask for.</summary>
    public Question? Next(IReadOnlyList<PeerInfo> peers, ColumnSet sampled, int failures, Func<ulong> ids, DateTimeOffset now)
    {
        if (_question is not null)
        {
            return null;
        }

        if (_stage == Stage.Blobs)
        {
            PlanBlobs(peers);
        }
        else if (_stage == Stage.Columns)
        {
            PlanColumns(peers, sampled);
        }

        return IsDone ? null : Ask(ids, failures, now);
    }

    /// <summary>Takes the answer that is awaited; or says why the range failed. A range without blocks is done.</summary>
    public RangeFault? Answer(PeerAnswered answer)
    {
        _question = null;
        if (_stage == Stage.Columns)
        {
            TakeColumns(answer);
            return null;
        }

        if (_stage == Stage.Blobs)
        {
            TakeBlobs(answer);
            return null;
        }

        if (answer.Result != PeerResult.Answered)
        {
            // That this node's own queues are full, or its network begins anew, says nothing of the peer.
            return new RangeFault(answer.Result is not (PeerResult.Busy or PeerResult.Dropped or PeerResult.Disconnected));
        }

        if (Take(answer.Items) is { } wrong)
        {
            return wrong;
        }

        if (batch.Blocks.Count == 0 && !batch.Claims.Slots)
        {
            // It never said that it has them.
            return new RangeFault(IsDoubted: false);
        }

        _stage = NextStage();
        return null;
    }

    /// <summary>A peer is slow: goes on without what it was asked for, where that is blobs or columns; else false.</summary>
    public bool PassSlow()
    {
        if (_stage == Stage.Columns)
        {
            _question = null;
            NextColumns();
            return true;
        }

        if (_stage == Stage.Blobs)
        {
            _question = null;
            NextBlobs();
            return true;
        }

        return false;
    }

    /// <summary>Nobody else could be asked: the peer has its time once more.</summary>
    public void Wait(DateTimeOffset now) => Due = now + settings.RangePatience;

    private Question Ask(Func<ulong> ids, int failures, DateTimeOffset now)
    {
        _question = ids();
        var asked = _stage == Stage.Blobs ? batch.BlobPeers!.Peek() : batch.Peer;
        var part = _stage == Stage.Columns ? batch.ColumnParts!.Peek() : (Peer: asked, Columns: ColumnSet.None);
        var data = _stage == Stage.Blobs ? BlobsIn() : batch.Blocks.Count(HasData) * part.Columns.Count;
        Due = now + settings.RangePatienceFor((int)batch.Count + data, failures);
        return new Question(_question.Value, part.Peer, Request());
    }
}
