using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <content>Says what sync does, and why no more.</content>
public sealed partial class SyncActor
{
    private void TellRange()
    {
        _isRanging = _range.IsRunning;
        var head = _position?.Head ?? 0;
        var reason = _isRanging ? "a peer is ahead" : _range.Reason;
        Context.System.EventStream.Publish(new RangeSyncChanged(_isRanging, head, _clock, reason));
        _log.Info(_isRanging ? "behind: at slot {0} of {1}" : "no longer behind a peer: at slot {0} of {1}: {2}", head, _clock, reason);
    }

    private void TellAgain()
    {
        if (_isRanging)
        {
            Context.System.EventStream.Publish(new RangeSyncChanged(true, _position?.Head ?? 0, _clock, "a peer is ahead"));
        }
    }

    private SyncWhy Why()
    {
        var position = _position ?? new ChainPosition(0, _clock);
        var reason = _position is null ? "the chain is not loaded yet"
            : _peers.Count == 0 ? "there is no peer"
            : _range.IsRunning ? _range.Doing
            : _range.Reason.Length > 0 ? _range.Reason : "no peer is ahead";
        return new SyncWhy(
            "range",
            _range.IsRunning,
            reason,
            position.Head,
            position.Clock,
            [
                .. _wants.All.Select(static want =>
                    new SyncItem($"{want.Key.Kind} of {want.Key.Root}", want.Stage, want.AskedOf ?? want.GivenBy))
            ],
            _ledger.Lines);
    }
}
