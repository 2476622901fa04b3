using Akka.Actor;
using Akka.Event;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Wire;

/// <content>Gossip: what the router sends and delivers, verdicts, and the topics of the time.</content>
internal sealed partial class WireActor
{
    private readonly Dictionary<ulong, MessageId> _owed = [];
    private readonly Dictionary<string, List<GossipFrame>> _outgoing = new(StringComparer.Ordinal);
    // Those of them that hold something.
    private readonly List<string> _sending = [];
    private readonly HashSet<string> _subscribed = new(StringComparer.Ordinal);
    private TimeSpan? _wakeUp;
    private ChainView? _view;
    private NetworkInterests? _interests;

    private void ReceiveGossip()
    {
        Receive<PublishGossip>(OnPublish);
        Receive<GossipVerdicts>(OnVerdicts);
        Receive<WireEvent.SenderOpened>(opened => OnSenderOpened(opened));
        Receive<WireEvent.SenderEnded>(OnSenderEnded);
        Receive<WireEvent.Frames>(OnFrames);
        Receive<WireEvent.FramesBroken>(OnBroken);
        Receive<InterestsChanged>(OnInterests);
        Receive<SenderDue>(due => OpenSender(due.Link));
        Receive<RouterDue>(_ =>
        {
            _wakeUp = null;
            _router.Wake(Elapsed);
            Pump();
        });
    }

    private void OnInterests(InterestsChanged changed)
    {
        var isSame = _interests is { } known && (known with { MetaData = changed.Interests.MetaData }) == changed.Interests;
        _interests = changed.Interests;
        if (!isSame)
        {
            Subscribe(_settings.Schedule.SlotAtOrGenesis(Context.System.Scheduler.Now));
        }
    }

    private void Subscribe(Slot slot)
    {
        if (_view?.Head is { } head)
        {
            _topics.Score(WireSettings.ActiveIn(head.State), slot);
        }

        var wanted = _topics.Wanted(slot / _settings.Spec.Preset.SlotsPerEpoch, _interests);
        _router.SetScores(_topics.Scores, new Dictionary<string, TopicScoreParameters?>());
        foreach (var topic in wanted)
        {
            _router.Subscribe(topic, Elapsed);
        }

        var names = wanted.Select(static topic => topic.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var old in _subscribed.Where(old => !names.Contains(old)).ToArray())
        {
            _router.Unsubscribe(old, Elapsed);
            _subscribed.Remove(old);
        }

        _subscribed.UnionWith(names);
        Pump();
    }

    private void OnPublish(PublishGossip publish)
    {
        var outcome = _router.Publish(_topics.Of(publish.Topic), publish.Ssz.Span, Elapsed, publish.IsToHalf, out var peers);
        if (publish.Duty is { } duty && outcome is PublishOutcome.Sent or PublishOutcome.NoPeers)
        {
            Sender.Tell(new GossipSent(duty, peers));
        }

        if (outcome == PublishOutcome.TooLarge)
        {
            _log.Error("an own {0} of {1} bytes is larger than a message may be", publish.Topic.Kind, publish.Ssz.Length);
        }
        else if (outcome == PublishOutcome.NoPeers)
        {
            Debug("no peer takes an own {0}", publish.Topic.Kind);
        }

        Pump();
    }

    private void OnVerdicts(GossipVerdicts verdicts)
    {
        foreach (var verdict in verdicts.Verdicts)
        {
            if (!_owed.Remove(verdict.Id, out var id))
            {
                continue;
            }

            if (verdict.IsJudged)
            {
                _router.Judge(id, verdict.Decision, verdict.Reason ?? "", Elapsed);
            }
            else
            {
                _router.Release(id, Elapsed);
            }
        }

        Pump();
    }

    // A node that joins anew owes no verdict: what it had may come again.
    private void ReleaseAll()
    {
        foreach (var id in _owed.Values)
        {
            _router.Release(id, Elapsed);
        }

        _owed.Clear();
        _partials.Release(Elapsed);
    }

    private void OnPartial(IPartialCommand command)
    {
        _partials.On(command, _subscribed, Elapsed);
        Pump();
    }

    /// <summary>Takes out of the router what there is to take, and sees that it is woken.</summary>
    private void Pump()
    {
        _partials.Pump(_node, Elapsed);
        while (_router.TryTakeDelivery(out var delivery))
        {
            Deliver(delivery);
        }

        SendFrames();
        while (_router.TryTakeEvent(out var happened))
        {
            OnEvent(happened);
        }

        // What is left by an event is told to nobody else.
        _partials.Pump(_node, Elapsed);
        SendFrames();
        if (_wakeUp is null || _router.NextWakeUp < _wakeUp)
        {
            _wakeUp = _router.NextWakeUp;
            var wait = _router.NextWakeUp - Elapsed;
            Timers.StartSingleTimer(RouterTimer, RouterDue.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }
    }

    private void Deliver(GossipDelivery delivery)
    {
        if (_topics.Parse(delivery.Topic) is not { } topic || _node.IsNobody())
        {
            _router.Release(delivery.Id, Elapsed);
            return;
        }

        _owed.Add(++_nextId, delivery.Id);
        _node.Tell(new GossipReceived(_nextId, delivery.Peer, topic, delivery.Ssz, Context.System.Scheduler.Now));
    }

    private void SendFrames()
    {
        while (_router.TryTakeFrame(out var frame))
        {
            if (!_outgoing.TryGetValue(frame.Peer, out var frames))
            {
                _outgoing[frame.Peer] = frames = [];
            }

            if (frames.Count == 0)
            {
                _sending.Add(frame.Peer);
            }

            frames.Add(frame);
        }

        foreach (var peer in _sending)
        {
            var frames = _outgoing[peer];
            if (!_peers.TryGetValue(peer, out var link) || link.Sender is not { } sender || !_endpoint.Send(sender, frames))
            {
                frames.ForEach(static frame => frame.Release());
            }

            frames.Clear();
        }

        _sending.Clear();
        if (_outgoing.Count > 2 * _settings.MaxPeers)
        {
            _outgoing.Clear();
        }
    }

    private void OnEvent(GossipEvent happened)
    {
        if (!_peers.TryGetValue(happened.Peer, out var link))
        {
            return;
        }

        switch (happened.Kind)
        {
            case GossipEventKind.Malformed:
                Leave(link, Requests.GoodbyeReason.Fault, happened.Reason, isBanned: true);
                break;
            case GossipEventKind.Graylisted:
                Leave(link, Requests.GoodbyeReason.ScoreTooLow, $"{happened.Reason}{Because(happened.Peer)}", isBanned: true);
                break;
            case GossipEventKind.NotWanted when happened.Id is { } id && link.Sender is { } sender:
                _endpoint.Do(sender.Connection, (_, _) => sender.Forget(id));
                break;
            case GossipEventKind.Penalized:
                Line("peer {0} pays in gossip: {1} {2}", happened.Peer, Shown(happened.Reason), happened.Topic ?? "");
                break;
            case GossipEventKind.Grafted or GossipEventKind.Pruned:
                Debug("peer {0} {1} in {2}: {3}", happened.Peer, happened.Kind, happened.Topic ?? "", happened.Reason);
                break;
        }
    }

    // What brought a score down, the dearest reasons first.
    private string Because(string peer) => string.Concat(_router.Explain(peer)?.Notes
        .OrderByDescending(static note => note.Amount)
        .Take(3)
        .Select(static note => $"; {note.Part} {note.Topic}: {Shown(note.Reason)}, {note.Count} times") ?? []);

    private sealed record RouterDue
    {
        public static RouterDue Instance { get; } = new();
    }
}
