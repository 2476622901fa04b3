using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network;

/// <summary>What gossip brings and what is published: to the lanes of their topics, and one verdict back for each.</summary>
public sealed partial class NetworkActor
{
    private void OnReceived(GossipReceived received)
    {
        var (kind, now) = (received.Topic.Kind, Now);
        if (_topics.ForkOf(received.Topic.Digest, now) is not { } fork)
        {
            Ignore(received, "a topic of another chain or time");
        }
        else if (_ledger.IsLeft(received.Peer))
        {
            Ignore(received, "its peer is on another chain");
        }
        else if (!IsSubscribed(received.Topic))
        {
            // An in-process network brings what a real one would not.
            Ignore(received, "not subscribed");
        }
        else if (_seen.Contains(received.Topic, received.Ssz, out var id))
        {
            Ignore(received, "seen");
        }
        else if (!_lanes.TryGetValue(kind, out var lane))
        {
            Ignore(received, "its lane is not open");
        }
        else if (!_ledger.TryAdmit(received.Peer, kind))
        {
            Answer(received.Id, GossipDecision.Ignore, "more than the peer's share");
        }
        else
        {
            var owed = _ids.Next();
            _seen.Add(id);
            _owed.Add(owed, new OwedVerdict(kind, now, id, received.Peer, received.Id, null) { At = received.At });
            lane.Tell(new LaneMessage(owed, new Source.Peer(received.Peer, owed), fork, received.Topic.Subnet, received.Ssz, null));
        }
    }

    private bool IsSubscribed(GossipTopic topic) => _interests is null
        || TopicTable.Of(topic.Kind).Interest is not { } interest
        || (topic.Subnet is { } subnet && interest(_interests) is var subnets && subnet < (ulong)subnets.Length && subnets[(int)subnet]);

    private void OnPublish(Publish own)
    {
        var now = Now;
        if (TopicTable.Of(own.Message) is not var (topic, form))
        {
            Sender.Tell(new Published(own.Message, GossipDecision.Reject, $"no topic takes a {own.Message.GetType().Name}"));
            return;
        }

        var to = _topics.At(form.SlotIn(own.Message) ?? now, topic.Kind, own.Subnet);
        if (topic.FormIn(_settings.Spec, to.Fork, own.Subnet, out var reason) != form)
        {
            reason = reason.Length > 0 ? reason : $"{to.Fork} has another type than {form.Container.Name}";
            Sender.Tell(new Published(own.Message, GossipDecision.Reject, reason));
        }
        else if (own.Fault != PublishFault.None && !_hasFaults)
        {
            Sender.Tell(new Published(own.Message, GossipDecision.Reject, "no faults on purpose are planned"));
        }
        else if (own.Fault == PublishFault.Unchecked)
        {
            _wire.Tell(new PublishGossip(to, form.Encode(own.Message, _settings.Spec.Ssz(to.Fork))));
            Sender.Tell(new Published(own.Message, GossipDecision.Ignore, "a fault on purpose: it was sent, and not taken in here"));
        }
        else if (!_lanes.TryGetValue(topic.Kind, out var lane))
        {
            Sender.Tell(new Published(own.Message, GossipDecision.Ignore, "its lane is not open") { IsJudged = false });
        }
        else
        {
            var isToHalf = own.Fault == PublishFault.ToHalf;
            var sent = new PublishGossip(to, form.Encode(own.Message, _settings.Spec.Ssz(to.Fork)))
            {
                IsToHalf = isToHalf,
                Duty = own.Duty,
            };
            var isSeen = _seen.Contains(to, sent.Ssz, out var id);
            if (isSeen && own.Source is Source.ExecutionLayer)
            {
                // A peer gave the same, which its lane judges, or has judged.
                Sender.Tell(new Published(own.Message, GossipDecision.Ignore, "seen"));
                return;
            }

            var owed = _ids.Next();
            _seen.Add(id);
            var message = new OwnMessage(own.Message, sent, Sender, own.Source, isSeen ? id : null);
            _owed.Add(
                owed, new OwedVerdict(topic.Kind, now, isSeen ? null : id, null, 0, message) { At = Context.System.Scheduler.Now });
            lane.Tell(new LaneMessage(owed, own.Source, to.Fork, own.Subnet, default, own.Message));
        }
    }

    private void OnVerdicts(GossipVerdicts verdicts)
    {
        var toWire = new List<GossipVerdict>(verdicts.Verdicts.Count);
        foreach (var verdict in verdicts.Verdicts)
        {
            if (_owed.Remove(verdict.Id, out var owed))
            {
                Settle(owed, verdict, toWire);
                Measure(owed, verdict);
            }
        }

        if (toWire.Count > 0)
        {
            _wire.Tell(new GossipVerdicts(toWire));
        }
    }

    private void Settle(OwedVerdict owed, GossipVerdict verdict, List<GossipVerdict> toWire)
    {
        if (owed.Hash is { } hash && (!verdict.IsJudged || IsUnsent(owed, verdict)))
        {
            _seen.Remove(hash);
        }

        if (owed.Peer is { } peer)
        {
            _ledger.Settle(peer, owed.Kind, verdict.Decision);
            if (verdict.Decision == GossipDecision.Reject)
            {
                Note(peer, "rejected", $"{owed.Kind}: {verdict.Reason}", PeerLedger.PointsOf(PeerOffence.Invalid));
            }

            toWire.Add(verdict with { Id = owed.WireId });
            return;
        }

        var own = owed.Own!;
        if (verdict.Decision == GossipDecision.Accept)
        {
            _wire.Tell(own.Sent);
        }
        else if (verdict.Decision == GossipDecision.Ignore || own.Source is not Source.Own)
        {
            // Mostly an aggregate that a better one came before: nothing an operator could mend. Who passed on another's word says more.
            _log.Debug("our own {0} was not published: {1}", owed.Kind, verdict.Reason);
        }
        else
        {
            _log.Warning("our own {0} was not published: {1}", owed.Kind, verdict.Reason);
        }

        // An earlier copy of one's own that was refused meanwhile is forgotten, and was on no network.
        own.Publisher.Tell(new Published(own.Message, verdict.Decision, verdict.Reason)
        {
            WasSeen = own.SeenAs is { } copy && _seen.Contains(copy),
            IsJudged = verdict.IsJudged,
            IsCovered = verdict.IsCovered,
            IsRepeat = verdict.IsRepeat,
        });
    }

    private static void Measure(OwedVerdict owed, GossipVerdict verdict)
    {
        if (TopicTable.Of(owed.Kind).Timed is { } part)
        {
            var now = Context.System.Scheduler.Now;
            Context.System.EventStream.Publish(
                new GossipJudged(part, verdict.Id, owed.Own is not null, owed.At, now, verdict.Decision));
        }
    }

    // Nobody but this node has it: when it is given again, it is as new as before.
    private static bool IsUnsent(OwedVerdict owed, GossipVerdict verdict) =>
        owed.Own is not null && verdict.Decision != GossipDecision.Accept;

    /// <summary>Settles what a lane will not answer any more: nobody is to blame.</summary>
    private void GiveUp(Func<OwedVerdict, bool> which, string reason) => OnVerdicts(new GossipVerdicts(
    [
        .. _owed.Where(owed => which(owed.Value))
            .Select(owed => new GossipVerdict(owed.Key, GossipDecision.Ignore, reason, IsJudged: false)),
    ]));

    private void Ignore(GossipReceived received, string reason)
    {
        _ledger.Ignore(received.Peer);
        Answer(received.Id, GossipDecision.Ignore, reason);
    }

    private void Answer(ulong wireId, GossipDecision decision, string reason) =>
        _wire.Tell(new GossipVerdicts([new GossipVerdict(wireId, decision, reason)]));
}
