using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <content>The range whose turn it is: who is asked for it, and when it goes to the chain.</content>
internal sealed partial class RangeSync
{
    private Question? NextInTurn(ChainPosition position, DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids)
    {
        if (_stage == Stage.Import && (_due <= now || IsBehindHead(position)))
        {
            EndImport(position, now);
        }

        if (_stage == Stage.Fetch && GoOn(position, now, peers, ids) is { } question)
        {
            return question;
        }

        // Of those fetched ahead several may turn out to be empty, one after the other.
        while (_stage is Stage.Idle or Stage.Wanted && now >= _due)
        {
            if (Choose(position, now, peers) is not { } fetch)
            {
                return null;
            }

            (_fetch, _stage, _isBack) = (fetch, Stage.Fetch, fetch.Batch.From <= position.Head);
            if (GoOn(position, now, peers, ids) is { } first)
            {
                return first;
            }
        }

        return null;
    }

    /// <summary>Asks for more of the range, gives it to the chain where nothing is left, and turns away from a peer that is slow.</summary>
    private Question? GoOn(ChainPosition position, DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids)
    {
        var question = _fetch!.Next(peers, Sampled, _failures, ids, now);
        if (question is null && !_fetch.IsDone && now >= _fetch.Due)
        {
            GiveUpSlow(_fetch, position, now, peers);
            question = _fetch?.Next(peers, Sampled, _failures, ids, now);
        }

        if (question is null && _fetch is { IsDone: true })
        {
            _ready = Done(now);
        }

        return question;
    }

    /// <summary>The range to fetch, or that was fetched ahead; null where nobody is ahead, or all failed.</summary>
    private RangeFetch? Choose(ChainPosition position, DateTimeOffset now, IReadOnlyList<PeerInfo> peers)
    {
        var ahead = PeersAhead(position, peers);
        if (ahead.Count == 0)
        {
            (_failures, _stage, _next, _doubtful) = (0, Stage.Idle, null, null);
            _known.BeginRound();
            _known.Forget();
            EndTrial();
            Reason = "no peer is ahead";
            return null;
        }

        if (_known.Free(ahead, position.Head + 1) is not { Count: > 0 } free)
        {
            _known.BeginRound();
            GiveUpOrWait(now);
            return null;
        }

        if (Doubtful(free, position) is { } doubtful)
        {
            return FetchOf(doubtful);
        }

        var guide = Guide(free);
        return Adopt(free, position) ?? FetchOf(Following(guide ?? free[0], position));
    }

    private RangeFetch FetchOf(RangeBatch batch) => new(batch, settings, spec, _columnsOf);

    /// <summary>All of the range is here and goes to the chain; null where it has no blocks, and others are asked about it.</summary>
    private RangeBatch? Done(DateTimeOffset now)
    {
        var batch = Batch;
        if (batch.Blocks.Count > 0)
        {
            _lastBytes = settings.Ranges > 1 ? _bytesOf(batch) : 0;
            (_stage, _due) = (Stage.Import, now + settings.ImportPatience);
            return batch;
        }

        if (IsOnTrial(batch))
        {
            _next = batch.From + batch.Count;
        }
        else
        {
            // Nobody proposed there, it says: others that claim to have the range are asked.
            _known.CallEmpty(batch.Peer);
            _doubtful = batch;
        }

        (_fetch, _stage, _due) = (null, Stage.Wanted, now);
        return null;
    }

    /// <summary>Turns to another peer where there is one; the answer of the slow one is not waited for any more.</summary>
    private void GiveUpSlow(RangeFetch fetch, ChainPosition position, DateTimeOffset now, IReadOnlyList<PeerInfo> peers)
    {
        if (fetch.PassSlow())
        {
            return;
        }

        if (!_known.Free(PeersAhead(position, peers), position.Head + 1).Any(peer => peer.Peer != fetch.Batch.Peer))
        {
            fetch.Wait(now);
        }
        else if (fetch == _fetch)
        {
            Fail(now);
        }
        else
        {
            _ahead.RemoveAll(ahead => ahead.Fetch == fetch);
            _known.Fail(fetch.Batch.Peer);
        }
    }
}
