using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>
/// The source of a lane's stream: takes messages of the network actor into a <see cref="FairQueue{T}"/> and gives batches when they are
/// asked for: at once where a batch is full or has one's own messages in it, else when its first message has waited long enough. What is
/// dropped is answered with Ignore.
/// </summary>
internal sealed class LaneIntake(LaneParts parts) : GraphStage<SourceShape<IReadOnlyList<LaneMessage>>>
{
    private readonly Outlet<IReadOnlyList<LaneMessage>> _out = new("lane.intake");

    /// <inheritdoc/>
    public override SourceShape<IReadOnlyList<LaneMessage>> Shape => new(_out);

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, parts);

    private sealed class Logic : TimerGraphStageLogic
    {
        private const string BatchTimer = "batch";

        private readonly Outlet<IReadOnlyList<LaneMessage>> _out;
        private readonly LaneParts _parts;
        private readonly FairQueue<LaneMessage> _queue;
        private bool _isDue;
        private bool _hasOwn;
        private int _peak;

        public Logic(LaneIntake stage, LaneParts parts)
            : base(stage.Shape)
        {
            (_out, _parts) = (stage._out, parts);
            _queue = new FairQueue<LaneMessage>(parts.Settings.Queue, parts.Settings.DropsOldest);
            SetHandler(_out, onPull: Offer);
        }

        public override void PreStart()
        {
            var self = GetStageActor(OnMessage).Ref;
            _parts.System.EventStream.Subscribe(self, typeof(SlotStarted));
            _parts.System.EventStream.Subscribe(self, typeof(NetworkStarted));
            Open();
        }

        public override void PostStop() => _parts.System.EventStream.Unsubscribe(StageActor.Ref);

        protected override void OnTimer(object timerKey)
        {
            _isDue = true;
            Offer();
        }

        private void Open() => _parts.Refs.Network.Tell(new LaneOpened(_parts.Topic.Kind), StageActor.Ref);

        private void OnMessage((IActorRef Sender, object Message) received)
        {
            switch (received.Message)
            {
                case LaneMessage message:
                    Add(message);
                    break;
                case NetworkStarted:
                    Open();
                    break;
                case SlotStarted:
                    _parts.System.EventStream.Publish(new QueueStatus(_parts.Settings.Name, _peak, _queue.Bound, _queue.Dropped));
                    _peak = _queue.Count;
                    break;
            }
        }

        private void Add(LaneMessage message)
        {
            LaneMessage? dropped = null;
            if (message.Source is Source.Peer peer)
            {
                _queue.TryAdd(peer.Id, message, out dropped);
            }
            else
            {
                _hasOwn = true;
                dropped = _queue.AddOwn(message) ? null : message;
            }

            if (dropped is not null)
            {
                var verdict = new GossipVerdict(dropped.Id, GossipDecision.Ignore, $"{_parts.Settings.Name} is full", IsJudged: false);
                _parts.Refs.Network.Tell(new GossipVerdicts([verdict]), StageActor.Ref);
            }

            _peak = Math.Max(_peak, _queue.Count);
            Offer();
        }

        private void Offer()
        {
            if (!IsAvailable(_out) || _queue.Count == 0)
            {
                return;
            }

            if (_queue.Count < _parts.Settings.Batch && !_hasOwn && !_isDue && _parts.Settings.Wait > TimeSpan.Zero)
            {
                if (!IsTimerActive(BatchTimer))
                {
                    ScheduleOnce(BatchTimer, _parts.Settings.Wait);
                }

                return;
            }

            CancelTimer(BatchTimer);
            _isDue = _hasOwn = false;
            Push(_out, _queue.Take(_parts.Settings.Batch));
        }
    }
}
