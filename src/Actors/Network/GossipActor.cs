using System.Security.Cryptography;
using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network;

/// <summary>
/// The node's end of gossip. From the network: known topics only, seen bytes ignored, decoded strictly (else Reject), handed to ingestion, and its verdict passed back.
/// From inside: a message of our own takes the same road and is published once it is accepted; its sender hears the verdict.
/// A restart joins the network again, which forgets what was owed.
/// </summary>
public sealed class GossipActor : ReceiveActor
{
    // Ids of our own messages, apart from those of the network.
    private const ulong OwnIds = 1UL << 63;

    private readonly GossipSettings _settings;
    private readonly IActorRef _ingestion;
    private readonly IActorRef _network;
    private readonly GossipTopics _topics;
    private readonly BoundedSet<Bytes32> _seen;
    private readonly Dictionary<ulong, Pending> _pending = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private DateTimeOffset _since;
    private ulong _nextOwn = OwnIds;

    /// <summary>The end of a node.</summary>
    public GossipActor(GossipSettings settings, IGossipConnection connection, IActorRef ingestion)
    {
        _settings = settings;
        _ingestion = ingestion;
        _network = connection.Open(Context, settings.Node);
        _topics = new GossipTopics(settings.Spec, settings.GenesisValidatorsRoot);
        _seen = new BoundedSet<Bytes32>(settings.SeenBound);
        Receive<GossipReceived>(OnReceived);
        Receive<Publish>(OnOwn);
        Receive<GossipVerdict>(OnVerdict);
        Receive<SlotStarted>(OnSlot);
        Receive<GetGossipPeers>(get => _network.Forward(get));
    }

    private Slot Now => _settings.Schedule.SlotAtOrGenesis(Context.System.Scheduler.Now);

    /// <summary>Props.</summary>
    public static Props Props(GossipSettings settings, IGossipConnection connection, IActorRef ingestion) =>
        Akka.Actor.Props.Create(() => new GossipActor(settings, connection, ingestion));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _since = Context.System.Scheduler.Now;
        _network.Tell(new JoinGossip(_settings.Node, _since));
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnReceived(GossipReceived received)
    {
        if (_topics.ForkOf(received.Topic.Digest, Now) is not { } fork)
        {
            _network.Tell(new GossipVerdict(received.Id, GossipDecision.Ignore, "topic of another chain or time"));
            return;
        }

        if (!_seen.Add(HashOf(received.Topic, received.Ssz.Span)))
        {
            _network.Tell(new GossipVerdict(received.Id, GossipDecision.Ignore, "seen"));
            return;
        }

        var message = GossipDecoder.Decode(_settings.Spec, received.Topic with { Fork = fork }, received.Ssz.Span, out var reason);
        if (message is null)
        {
            _network.Tell(new GossipVerdict(received.Id, GossipDecision.Reject, reason));
            return;
        }

        _pending[received.Id] = new Pending(Now, null);
        _ingestion.Tell(new GossipMessage(received.Id, message, received.Topic.Subnet ?? 0, new Source.Peer(received.Peer, received.Id)));
    }

    private void OnOwn(Publish own)
    {
        var publish = GossipEncoder.Encode(_settings.Spec, _topics, own, Now);
        _seen.Add(HashOf(publish.Topic, publish.Ssz.Span));
        var id = ++_nextOwn;
        _pending[id] = new Pending(Now, new Own(own.Message, publish, Sender));
        _ingestion.Tell(new GossipMessage(id, own.Message, own.Subnet ?? 0, Source.Own.Instance));
    }

    private void OnVerdict(GossipVerdict verdict)
    {
        if (!_pending.Remove(verdict.Id, out var pending))
        {
            return;
        }

        if (pending.Own is not { } own)
        {
            _network.Tell(verdict);
            return;
        }

        if (verdict.Decision == GossipDecision.Accept)
        {
            _network.Tell(own.Publish);
        }
        else if (verdict.Decision == GossipDecision.Ignore)
        {
            // Mostly an aggregate that a better one came before: nothing an operator could mend.
            _log.Debug("our own {0} was not published: {1}", own.Publish.Topic.Kind, verdict.Reason);
        }
        else
        {
            _log.Warning("our own {0} was not published: {1} {2}", own.Publish.Topic.Kind, verdict.Decision, verdict.Reason);
        }

        own.Sender.Tell(new Published(own.Message, verdict.Decision, verdict.Reason));
    }

    private void OnSlot(SlotStarted started)
    {
        // The network may have been made anew; saying it again costs nothing.
        _network.Tell(new JoinGossip(_settings.Node, _since));
        GiveUpBefore(started.Slot);
    }

    /// <summary>Settles what ingestion never answered, since it was restarted: nobody is to blame.</summary>
    private void GiveUpBefore(Slot now)
    {
        foreach (var id in _pending.Where(pending => pending.Value.Since + (Slot)_settings.VerdictTimeoutSlots < now).Select(static pending => pending.Key).Order().ToArray())
        {
            OnVerdict(new GossipVerdict(id, GossipDecision.Ignore, "not decided in time"));
        }
    }

    private static Bytes32 HashOf(GossipTopic topic, ReadOnlySpan<byte> ssz)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(topic.Digest.AsSpan());
        hash.AppendData([(byte)topic.Kind, (byte)(topic.Subnet ?? 0)]);
        hash.AppendData(ssz);
        return new Bytes32(hash.GetHashAndReset());
    }

    private sealed record Own(object Message, PublishGossip Publish, IActorRef Sender);

    private sealed record Pending(Slot Since, Own? Own);
}
