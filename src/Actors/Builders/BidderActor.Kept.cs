using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Builders;

/// <content>Bids that are on disk before they leave, and again after a restart.</content>
internal sealed partial class BidderActor
{
    // Bids that wait to be kept: no more than there are bids, and each goes when its slot is over.
    private readonly SortedDictionary<ulong, (MadeBid Made, Action Then)> _keeping = [];

    private bool _isReady;

    /// <summary>Has a bid kept with its payload, and goes on once it is; it does not leave where that fails or its slot begins.</summary>
    private void Keep(MadeBid made, Action then)
    {
        var id = _ids.Next();
        _keeping[id] = (made, then);
        _refs.Keeper.Tell(new KeepBid(id, made));
    }

    private void OnKept(BidKept kept)
    {
        if (!_keeping.Remove(kept.RequestId, out var waiting))
        {
            return;
        }

        if (kept.Problem is { } problem)
        {
            Drop(waiting.Made, $"it could not be written first: {problem}");
        }
        else if (_settings.Schedule.SlotAt(Now) is { } slot && slot >= waiting.Made.Bid.Slot)
        {
            Drop(waiting.Made, "its slot has begun");
        }
        else
        {
            waiting.Then();
        }
    }

    /// <summary>Takes the bids of earlier starts whose slots are not over: their payloads are shown where blocks took them.</summary>
    private void OnKeptBids(KeptBids kept)
    {
        // Asked for in each slot until one answer comes: a later one says nothing new.
        if (_isReady)
        {
            return;
        }

        if (kept.Problem is { } problem)
        {
            _log.Error("bids that left before the start may not be known, and their payloads not shown: {0}", problem);
        }

        var known = kept.Bids.Count(_made.TryAdd);
        if (known > 0)
        {
            _log.Info("{0} bid(s) of before the start are known; where blocks take them, their payloads are shown", known);
        }

        _isReady = true;
        if (_view is { } view)
        {
            Show(view);
            Prepare();
        }
    }

    /// <summary>A slot has begun: what was to be kept for it is given up, and bids of slots before it are dropped from the disk.</summary>
    private void ForgetKept(Slot slot)
    {
        foreach (var (id, waiting) in _keeping.Where(waiting => waiting.Value.Made.Bid.Slot <= slot).ToArray())
        {
            _keeping.Remove(id);
            Drop(waiting.Made, "it was not on disk when its slot began");
        }

        // Whoever was asked at the start may have been restarted since.
        if (!_isReady)
        {
            _refs.Keeper.Tell(new GetKeptBids(slot));
        }

        _refs.Keeper.Tell(new ForgetBids(slot));
    }

    private void Drop(MadeBid made, string reason)
    {
        _made.Remove(made.Bid);
        Omit(made.Bid.BuilderIndex, made.Bid.Slot, reason);
    }
}
