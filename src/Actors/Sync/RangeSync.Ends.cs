namespace Consensoor.Actors.Sync;

/// <content>How a range ends: in the chain, passed by the head, doubted, or failed.</content>
internal sealed partial class RangeSync
{
    /// <summary>
    /// True where the head has passed a range after it; of a range that went back before the head, the head says nothing.
    /// </summary>
    private bool IsBehindHead(ChainPosition position) => !_isBack && position.Head >= Batch.Blocks[^1].Message.Slot;

    /// <summary>Ends a range whose time is over, or that the head has passed.</summary>
    private void EndImport(ChainPosition position, DateTimeOffset now)
    {
        if (IsBehindHead(position))
        {
            EndRange(now);
        }
        else if (Batch.From <= position.Finalized + 1)
        {
            // It goes back as far as two chains may part: the chain has other reasons to keep it waiting.
            _back = 0;
            Fail(now);
        }
        else if (_doubtful is not null)
        {
            // It stands against the word of others, and leads nowhere.
            Fail(now);
        }
        else if (!IsOnTrial(Batch) && _known.SuspectWhoVouched())
        {
            // What lies before it was not empty, or this is no part of the chain: its own way from the head shows which.
            _trial = Batch.Peer;
            (_fetch, _stage, _next, _due) = (null, Stage.Wanted, null, now);
        }
        else
        {
            // Another peer is asked, where there is one: it may be this one's blocks that lead nowhere. On trial that was its second try.
            _known.Doubt(Batch.Peer);
            _back = Math.Max((ulong)settings.Range, 2 * _back);
            if (IsOnTrial(Batch))
            {
                Fail(now);
            }

            (_fetch, _stage, _next, _due) = (null, Stage.Wanted, null, now);
        }
    }

    /// <summary>The range is in the chain; returns who called it empty.</summary>
    private IReadOnlyList<string> EndRange(DateTimeOffset now)
    {
        var wrong = _known.Succeed(Batch.Peer);
        // The next range begins behind this one, though the head may not have moved: a chain that takes over has to be there first.
        (_next, _back, _failures, _doubtful) = (Batch.From + Batch.Count, 0, 0, null);
        EndTrial();
        if (_next > Batch.PeerHead)
        {
            // It has no more; where the head is still behind it, its chain is not the better one.
            _known.Fail(Batch.Peer, isDoubted: false);
            _next = null;
        }

        (_fetch, _stage, _due) = (null, Stage.Wanted, now);
        return wrong;
    }

    /// <summary>The peer is not asked again before all others were; the next range begins after the head, or is the doubtful one.</summary>
    private void Fail(DateTimeOffset now, bool isDoubted = true)
    {
        _known.Fail(Batch.Peer, isDoubted);
        if (IsOnTrial(Batch))
        {
            EndTrial();
        }

        (_fetch, _stage, _next, _due) = (null, Stage.Wanted, null, now);
    }

    private void GiveUpOrWait(DateTimeOffset now)
    {
        _failures++;
        _due = now + settings.BackOffAfter(_failures);
        if (_failures >= settings.Tries)
        {
            _stage = Stage.Idle;
            Reason = $"all peers failed {_failures} times";
            (_failures, _due, _doubtful) = (1, now + settings.MaxBackOff, null);
            _known.Forget();
            EndTrial();
        }
    }
}
