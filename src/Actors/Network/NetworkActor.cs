using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network;

/// <summary>
/// The node's end of the network, which outlives the lanes and the actors of requests. From the wire: messages of known topics not seen
/// before go to their lanes, as many as a lane's window takes, and each is answered with one verdict. From inside: a message of the node's
/// own takes the same road and is sent once it is accepted; its publisher hears the verdict. It keeps the scores of peers, and passes
/// requests on. A restart joins the network again, which forgets what was owed.
/// </summary>
public sealed partial class NetworkActor : ReceiveActor
{
    private readonly NetworkSettings _settings;
    private readonly IActorRef _wire;
    private readonly RequestIds _ids;
    private readonly GossipTopics _topics;
    private readonly SeenMessages _seen;
    private readonly PeerLedger _ledger;
    private readonly PeerHistory _history = new();
    private readonly Dictionary<TopicKind, IActorRef> _lanes = [];
    private readonly SortedDictionary<ulong, OwedVerdict> _owed = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Wire.LogQuota _quota;
    private NetworkInterests? _interests;
    private DateTimeOffset _since;
    private bool _hasFaults;

    /// <summary>Builds a node's end of the network, over a connection; the ids go on over its restarts.</summary>
    public NetworkActor(NetworkSettings settings, IGossipConnection connection, RequestIds ids)
    {
        _ids = ids;
        _settings = settings;
        _wire = connection.Open(Context, settings.Node);
        _topics = new GossipTopics(settings.Spec, settings.GenesisValidatorsRoot);
        _seen = new SeenMessages(settings.SeenBound);
        _ledger = new PeerLedger(kind => settings.Windows[kind]);
        _quota = new Wire.LogQuota(settings.LogLines);
        Receive<GossipReceived>(OnReceived);
        Receive<Publish>(OnPublish);
        Receive<GossipVerdicts>(OnVerdicts);
        Receive<GossipSent>(static sent => Context.System.EventStream.Publish(new DutySent(sent.Duty, sent.Peers)));
        Receive<LaneOpened>(OnLane);
        Receive<Terminated>(stopped => OnStopped(stopped.ActorRef));
        Receive<SlotStarted>(OnSlot);
        Receive<BlockRefused>(
            static refused => refused.IsBlamed, refused => OnRefused(refused.Source, $"block {refused.Root}: {refused.Refusal}"));
        Receive<PayloadRefused>(
            static refused => refused.IsBlamed,
            refused => OnRefused(refused.Source, $"payload of block {refused.BlockRoot}: {refused.Refusal}"));
        Receive<SidecarsRefused>(OnSidecars);
        Receive<InterestsChanged>(changed => _interests = changed.Interests);
        Receive<FaultsChanged>(changed => _hasFaults = !changed.Plan.IsEmpty);
        Receive<ReportPeer>(OnReport);
        Receive<PeerConnected>(OnConnected);
        Receive<PeerDisconnected>(OnDisconnected);
        Receive<WireBegun>(_ => OnWire());
        Receive<PeerStatusReceived>(received => _ledger.Note(received.Peer, received.Status));
        Receive<PeerMetaDataReceived>(received => _ledger.Note(received.Peer, received.MetaData));
        Receive<GetGossipPeers>(_ => Sender.Tell(_ledger.Counters()));
        Receive<GetPeerWhy>(why => Sender.Tell(new PeerWhy(why.Peer, _ledger.ScoreOf(why.Peer), [], _history.Of(why.Peer))));
        Receive<GetPeers>(_ => Sender.Tell(_ledger.Connected()));
        ReceiveRequests();
        ReceivePartials();
    }

    private Slot Now => _settings.Schedule.SlotAtOrGenesis(Context.System.Scheduler.Now);

    /// <summary>Describes a node's end of the network, over a connection.</summary>
    public static Props Props(NetworkSettings settings, IGossipConnection connection)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new NetworkActor(settings, connection, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // Joins once requests are open, or in the next slot: peers ask as soon as they know of this node.
        _since = Context.System.Scheduler.Now;
        Type[] heard =
        [
            typeof(SlotStarted), typeof(BlockRefused), typeof(PayloadRefused), typeof(SidecarsRefused), typeof(PeerStatusReceived),
            typeof(PeerMetaDataReceived), typeof(InterestsChanged), typeof(FaultsChanged),
        ];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }

        Context.System.EventStream.Publish(NetworkStarted.Instance);
        Context.System.EventStream.Publish(GetInterests.Instance);
        Context.System.EventStream.Publish(GetFaults.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Join() => _wire.Tell(new JoinGossip(_settings.Node, _since));

    /// <summary>A wire that begins anew knows nobody, and does not say so of each.</summary>
    private void OnWire()
    {
        _partials?.Tell(WireBegun.Instance);
        foreach (var peer in _ledger.AllConnected())
        {
            OnDisconnected(new PeerDisconnected(peer));
        }

        if (_requests is not null)
        {
            Join();
        }
    }

    private void OnLane(LaneOpened opened)
    {
        if (_lanes.Remove(opened.Kind, out var former))
        {
            Context.Unwatch(former);
        }

        GiveUp(owed => owed.Kind == opened.Kind, "its lane was restarted");
        _lanes[opened.Kind] = Context.Watch(Sender);
    }

    private void OnStopped(IActorRef stopped)
    {
        foreach (var kind in _lanes.Where(lane => lane.Value.Equals(stopped)).Select(static lane => lane.Key).ToArray())
        {
            _lanes.Remove(kind);
            GiveUp(owed => owed.Kind == kind, "its lane stopped");
        }
    }

    private void OnSlot(SlotStarted started)
    {
        // The network may have been made anew; saying it again costs nothing.
        Join();
        if (_quota.Fill() is > 0 and var skipped)
        {
            _log.Info("{0} more peers were reported in the last slot", skipped);
        }

        _ledger.OnSlot();
        _seen.Turn(started.Slot / _settings.Spec.Preset.SlotsPerEpoch);
        GiveUp(owed => owed.Since + (Slot)_settings.VerdictTimeoutSlots < started.Slot, "not decided in time");
    }

    /// <summary>The chain refused what passed gossip's conditions: the peer it came from answers for it.</summary>
    private void OnRefused(Source source, string reason)
    {
        if (source is Source.Peer { Id: var peer })
        {
            OnReport(new ReportPeer(peer, PeerOffence.Invalid, reason));
        }
    }

    // What came by gossip was verified by its lane: only who was asked for some can have given bad ones.
    private void OnSidecars(SidecarsRefused refused)
    {
        if (refused.Source is Source.Sync { Id: var peer })
        {
            var reason = $"{refused.What} {string.Join(", ", refused.Indices)} of block {refused.BlockRoot}: {refused.Reason}";
            OnReport(new ReportPeer(peer, PeerOffence.Invalid, reason));
        }
    }

    private void OnReport(ReportPeer report)
    {
        if (_quota.TryTake())
        {
            _log.Info("peer {0} is reported, {1}: {2}", report.Peer, report.Offence, report.Reason);
        }

        Context.System.EventStream.Publish(new PeerReported(report.Peer, report.Offence, report.Reason));
        var isLeft = _ledger.Report(report.Peer, report.Offence);
        Note(report.Peer, isLeft ? "left, for this last" : "reported", report.Reason, PeerLedger.PointsOf(report.Offence));
        if (isLeft)
        {
            _wire.Tell(new LeavePeer(report.Peer, Requests.GoodbyeReason.ScoreTooLow, $"offended too often, last: {report.Reason}"));
        }
    }

    private void Note(string peer, string what, string reason, double points) =>
        _history.Add(peer, what, reason, points, Context.System.Scheduler.Now);
}
