using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Stage;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>
/// What <see cref="LaneChecks"/> does, on the thread of the lane's stream: batches in, answers of the pool of work, the chain's view.
/// </summary>
internal sealed partial class LaneLogic : GraphStageLogic
{
    private readonly Inlet<IReadOnlyList<LaneMessage>> _in;
    private readonly LaneParts _parts;
    private readonly Seen _seen;
    private readonly ClaimCollector _claims = new();
    private readonly LaneOutbox _out = new();
    private readonly List<GossipVerdict> _verdicts = [];
    private readonly Queue<LaneItem> _returned = new();
    private IGossipView? _view;
    // Null until the first one is heard, which may be a slot after the lane began.
    private Slot? _slot;

    public LaneLogic(Inlet<IReadOnlyList<LaneMessage>> inlet, Shape shape, LaneParts parts)
        : base(shape)
    {
        _in = inlet;
        _parts = parts;
        _seen = new Seen(parts.Spec);
        SetHandler(inlet, onPush: OnPush);
    }

    private IActorRef Self => StageActor.Ref;

    /// <inheritdoc/>
    public override void PreStart()
    {
        var self = GetStageActor(OnMessage).Ref;
        Type[] heard = [typeof(ChainViewChanged), typeof(SlotStarted), .. _parts.Topic.Hears.Select(static ear => ear.Event)];
        foreach (var type in heard)
        {
            _parts.System.EventStream.Subscribe(self, type);
        }

        _parts.Refs.Chain.Tell(GetChainView.Instance, self);
    }

    /// <inheritdoc/>
    public override void PostStop()
    {
        _parts.System.EventStream.Unsubscribe(Self);
        _parts.Owner.Tell(LaneEnded.Instance);
    }

    private void OnPush()
    {
        Begin([.. Grab(_in).Select(message => new LaneItem(message, message.Value))]);
        Continue();
    }

    private void OnMessage((IActorRef Sender, object Message) received)
    {
        switch (received.Message)
        {
            case SignaturesVerified verified:
                OnSignatures(verified);
                break;
            case SignaturesDropped dropped:
                OnDropped(dropped);
                break;
            case DataColumnsVerified verified:
                OnProofs(verified.Valid, verified.Invalid);
                break;
            case DataColumnsDropped dropped:
                OnDropped(dropped.Columns, dropped.Reason);
                break;
            case BlobsVerified verified:
                OnProofs(verified.Valid, verified.Invalid);
                break;
            case BlobsDropped dropped:
                OnDropped(dropped.Blobs, dropped.Reason);
                break;
            case ActorIdentity { MessageId: ulong batch }:
                Close(batch);
                break;
            case ChainViewChanged changed:
                _view = changed.View;
                break;
            case WaitEnded ended:
                OnWaitEnded(ended);
                break;
            case SlotStarted started:
                OnSlot(started.Slot);
                break;
            case ImportOutcome:
                break;
            case var other:
                foreach (var ear in _parts.Topic.Hears.Where(ear => ear.Event.IsInstanceOfType(other)))
                {
                    ear.Hear(_seen, other);
                }

                break;
        }

        Continue();
    }

    /// <summary>Messages come back from the chain's room: to be judged again, or decided by what became of what they waited for.</summary>
    private void OnWaitEnded(WaitEnded ended)
    {
        foreach (var item in ended.Items.Cast<LaneItem>())
        {
            if (ended.Verdict == WaitVerdict.Here)
            {
                _returned.Enqueue(item);
            }
            else
            {
                var isRejected = ended.Verdict == WaitVerdict.Refused && item.Awaited?.IsRejectedWithIt == true;
                if (isRejected)
                {
                    Settle(item, GossipDecision.Reject, ended.Reason);
                }
                else
                {
                    Pass(item, ended.Reason);
                }
            }
        }
    }

    private void OnSlot(Slot slot)
    {
        _slot = slot;
        (_sightings, _refusals) = (0, 0);
        foreach (var batch in _underWay.Values)
        {
            batch.Since ??= slot;
        }

        var limit = slot > (Slot)_parts.Settings.GiveUpSlots ? slot - (Slot)_parts.Settings.GiveUpSlots : 0;
        GiveUp(limit);
        _parts.System.EventStream.Publish(
            new QueueStatus($"{_parts.Settings.Name}/checking", _underWay.Count, _parts.Settings.Parallel, _unanswered));
    }

    private void Settle(LaneItem item, GossipDecision decision, string? reason = null) =>
        Settle(item, new GossipVerdict(item.Message.Id, decision, reason));

    private void Settle(LaneItem item, GossipResult result) => Settle(
        item,
        new GossipVerdict(item.Message.Id, result.Decision, result.Reason) { IsCovered = result.IsCovered, IsRepeat = result.IsRepeat });

    private void Settle(LaneItem item, GossipVerdict verdict)
    {
        _verdicts.Add(verdict);
        if (verdict.Decision == GossipDecision.Reject && _refusals++ < MostRefusals)
        {
            Tell(item, verdict.Reason ?? "");
        }
    }

    private void Tell(LaneItem item, string reason)
    {
        var (message, topic, spec) = (item.Message, _parts.Topic, _parts.Spec);
        var form = item.Value is null ? null : topic.FormIn(spec, message.Fork, message.Subnet, out _);
        _parts.System.EventStream.Publish(new GossipRefused(
            topic.Kind,
            topic.Name,
            form?.BlockOf(item.Value!, spec.Ssz(message.Fork)),
            form?.SlotIn(item.Value!),
            message.Source,
            reason)
        {
            Part = topic.Timed,
        });
    }

    /// <summary>Settles a message that nobody has judged: it is ignored, and a copy of it is taken again.</summary>
    private void Pass(LaneItem item, string? reason) =>
        _verdicts.Add(new GossipVerdict(item.Message.Id, GossipDecision.Ignore, reason, IsJudged: false));

    /// <summary>
    /// Tells what there is to tell; then goes on with what returned from the chain's room, and after it with what waits in the queue, while
    /// there is room.
    /// </summary>
    private void Continue()
    {
        while (_view is not null && _returned.Count > 0 && _underWay.Count < _parts.Settings.Parallel)
        {
            var batch = new List<LaneItem>();
            while (batch.Count < _parts.Settings.Batch && _returned.TryDequeue(out var item))
            {
                batch.Add(item);
            }

            Begin(batch);
        }

        if (_verdicts.Count > 0)
        {
            _parts.Refs.Network.Tell(new GossipVerdicts([.. _verdicts]), Self);
            _verdicts.Clear();
        }

        if (_view is not null && _underWay.Count < _parts.Settings.Parallel && !HasBeenPulled(_in) && !IsClosed(_in))
        {
            Pull(_in);
        }
    }
}
