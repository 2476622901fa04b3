using Akka.Actor;
using Akka.Event;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// A node's wire over the real network: the thin loop around the router of gossip and the host with its sessions. Connections come and go
/// here; gossip and requests are in files of their own.
/// </summary>
internal sealed partial class WireActor : ReceiveActor, IWithTimers
{
    private const string RouterTimer = "router";

    private readonly WireSettings _settings;
    private readonly WireEndpoint _endpoint;
    private readonly WireTopics _topics;
    private readonly GossipRouter _router;
    private readonly WirePartials _partials;
    private readonly WireCounts _counts = new();
    private readonly LogQuota _quota;
    private readonly SortedDictionary<long, WireLink> _links = [];
    // The connection that a peer's frames and requests go by.
    private readonly SortedDictionary<string, WireLink> _peers = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly DateTimeOffset _start;
    private IActorRef _node = ActorRefs.Nobody;
    private DateTimeOffset _since;
    private ulong _nextId;

    /// <summary>Builds the wire over a host; connections of the host begin anew.</summary>
    public WireActor(WireSettings settings, WireEndpoint endpoint)
    {
        (_settings, _endpoint, _topics, _quota) = (settings, endpoint, endpoint.Topics, new LogQuota(settings.LogLines));
        _start = Context.System.Scheduler.Now;
        // Numbers that no earlier wire of the node gave.
        _nextId = (ulong)_start.Ticks;
        _router = new GossipRouter(_topics.Gossip, new Random(settings.Seed), Elapsed);
        _partials = new WirePartials(settings, _topics, _router, _nextId);
        Receive<JoinGossip>(OnJoin);
        Receive<HostEvent>(OnHost);
        Receive<SlotStarted>(started => OnSlot(started.Slot));
        Receive<ChainViewChanged>(changed => _view = changed.View);
        Receive<LeavePeer>(OnLeave);
        Receive<ConnectionDue>(OnDue);
        Receive<PeerFound>(OnFound);
        ReceivePeers();
        ReceiveGossip();
        Receive<IPartialCommand>(OnPartial);
        ReceiveRequests();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Elapsed => Context.System.Scheduler.Now - _start;

    /// <summary>Describes the wire over a host.</summary>
    public static Props Props(WireSettings settings, WireEndpoint endpoint) =>
        Akka.Actor.Props.Create(() => new WireActor(settings, endpoint));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
        Context.System.EventStream.Subscribe(Self, typeof(ChainViewChanged));
        Context.System.EventStream.Subscribe(Self, typeof(InterestsChanged));
        Context.System.EventStream.Subscribe(Self, typeof(PeerMetaDataReceived));
        Context.System.EventStream.Publish(GetInterests.Instance);
        Subscribe(_settings.Schedule.SlotAtOrGenesis(Context.System.Scheduler.Now));
        Context.Parent.Tell(WireBegun.Instance);
        _endpoint.Attach(Self);
        _log.Info("listens at {0} as {1}", string.Join(" and ", _endpoint.Addresses), _endpoint.Id);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnJoin(JoinGossip join)
    {
        if (_node.Equals(Sender) && _since == join.Since)
        {
            return;
        }

        (_node, _since) = (Sender, join.Since);
        ReleaseAll();
        foreach (var peer in _peers.Keys)
        {
            _node.Tell(new PeerConnected(peer));
        }
    }

    private void OnHost(HostEvent happened)
    {
        switch (happened.What)
        {
            case ConnectionEvent.Opened opened:
                var link = new WireLink(happened.Connection, opened.Peer, happened.Remote, happened.IsInbound);
                _links.Add(link.Connection, link);
                Debug("peer {0} is connected at {1}, {2}", link.Name, link.Remote, link.IsInbound ? "inbound" : "outbound");
                if (_peers.TryAdd(link.Name, link))
                {
                    _counts.PeerCame();
                    _node.Tell(new PeerConnected(link.Name));
                }

                OpenSender(link);
                break;
            case ConnectionEvent.Identified { Info: var info } when _links.TryGetValue(happened.Connection, out var known):
                (known.Listens, known.Client) = (info.ListenAddresses, PeerClients.Of(info.AgentVersion));
                Debug("peer {0} is {1}", known.Name, Shown(info.AgentVersion));
                break;
            case ConnectionEvent.Closed { Close: var close }:
                OnClosed(happened, close);
                break;
            case ConnectionEvent.Faulted { Exception: var bug }:
                _log.Error(bug, "a connection with {0} ended by a bug", happened.Remote);
                break;
        }
    }

    private void OnClosed(HostEvent happened, ConnectionClose close)
    {
        if (!_links.Remove(happened.Connection, out var link))
        {
            Line("no connection with {0}: {1}", happened.Remote, close);
            return;
        }

        Debug("the connection with {0} at {1} is over: {2}", link.Name, link.Remote, close.Reason);
        Note(link.Name, "closed", close.ToString());
        link.IsLeft = true;
        ForgetEarly(link);
        if (link.IsBanned)
        {
            // Also where it went before it was told why.
            _endpoint.Ban(link.Peer, _settings.Ban);
        }

        if (!_peers.TryGetValue(link.Name, out var active) || active != link)
        {
            return;
        }

        _router.RemovePeer(link.Name, Elapsed);
        Pump();
        if (_links.Values.FirstOrDefault(other => other.Name == link.Name && !other.IsLeft) is { } next)
        {
            // What it serves is the peer's, who is not asked again.
            next.Serves = link.Serves;
            _peers[link.Name] = next;
            AddToRouter(next);
            return;
        }

        _peers.Remove(link.Name);
        _counts.PeerWent();
        _node.Tell(new PeerDisconnected(link.Name));
    }

    private void OnSlot(Slot slot)
    {
        if (_quota.Fill() is > 0 and var skipped)
        {
            _log.Info("{0} more lines about peers in the last slot", skipped);
        }

        Context.System.EventStream.Publish(
            new PeerScores([.. _router.Peers.Select(peer => new PeerScore(peer, _router.ScoreOf(peer)))]));
        if (slot % _settings.Spec.Preset.SlotsPerEpoch == 0)
        {
            Subscribe(slot);
            PrunePeers();
        }

        PublishCoverage(slot);
        Context.System.EventStream.Publish(_counts.Status(_peers.Values, _router, _topics, _partials.Counts) with { Since = _start });
    }

    private void OnLeave(LeavePeer leave)
    {
        if (_peers.TryGetValue(leave.Peer, out var link))
        {
            Leave(link, leave.Reason, leave.Why, isBanned: leave.Reason == Requests.GoodbyeReason.ScoreTooLow);
        }
    }

    /// <summary>Says goodbye, and ends the connection when that is read or the time for it is over.</summary>
    private void Leave(WireLink link, ulong reason, string why, bool isBanned)
    {
        if (link.IsLeft)
        {
            return;
        }

        link.IsLeft = true;
        Line("peer {0} is left: {1}", link.Name, why);
        Context.System.EventStream.Publish(new PeerLeft(link.Name, _router.ScoreOf(link.Name), reason, why, isBanned));
        Note(link.Name, isBanned ? "left for a time" : "left", $"{Requests.GoodbyeReason.Text(reason)} ({reason}): {why}");
        ForgetEarly(link);
        if (_peers.TryGetValue(link.Name, out var active) && active == link)
        {
            _router.RemovePeer(link.Name, Elapsed);
        }

        link.IsBanned = isBanned;
        Timers.StartSingleTimer(link, new ConnectionDue(link), _settings.GoodbyeTimeout);
        SayGoodbye(link, reason);
    }

    private void OnDue(ConnectionDue due)
    {
        if (_links.ContainsKey(due.Link.Connection))
        {
            _endpoint.End(due.Link, due.Link.IsBanned ? _settings.Ban : null);
        }
    }

    private static string Shown(string text) => StrangersText.Shown(text, 64);

    private void Line(string format, params object[] parts)
    {
        if (_quota.TryTake())
        {
            _log.Info(format, parts);
        }
    }

    private void Debug(string format, params object[] parts)
    {
        if (_log.IsDebugEnabled)
        {
            _log.Debug(format, parts);
        }
    }

    private sealed record ConnectionDue(WireLink Link);
}
