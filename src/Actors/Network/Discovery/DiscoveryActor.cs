using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Discovery;

/// <summary>
/// The node's part in discv5: the thin loop around the machine and its socket. It owns the node's record, which follows clock, interests
/// and what others see of the node's address, and hands the wire the nodes that it is to dial (<see cref="PeerSearch"/>). A restart loses
/// table and sessions, and keeps the record.
/// </summary>
internal sealed partial class DiscoveryActor : ReceiveActor, IWithTimers
{
    private const string WakeTimer = "wake";
    private const string SearchTimer = "search";

    private readonly NodeDiscoverySettings _settings;
    private readonly DiscoveryEndpoint _endpoint;
    private readonly int _tcpPort;
    private readonly int? _quicPort;
    private readonly IActorRef _wire;
    private readonly IActorRef _keeper;
    private readonly PeerSearch _search;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly DiscoveryCounts _counts = new(Context.System.Scheduler.Now);
    private DiscoveryMachine? _machine;
    private LocalFields? _fields;
    private DateTimeOffset? _wakeUp;
    private Epoch _epoch;

    /// <summary>Builds discovery over a socket, for a wire that listens at a port, and at one over QUIC or none.</summary>
    public DiscoveryActor(NodeDiscoverySettings settings, DiscoveryEndpoint endpoint, int tcpPort, IActorRef wire, int? quicPort)
    {
        (_settings, _endpoint, _tcpPort, _quicPort, _wire) = (settings, endpoint, tcpPort, quicPort, wire);
        _search = new PeerSearch(settings, new NodeId(endpoint.Key.NodeId));
        _keeper = Context.ActorOf(RecordKeeper.Props(settings.Record).WithDispatcher("consensoor.dispatchers.io"), "keeper");
        Receive<InterestsChanged>(OnInterests);
        Receive<DatagramCame>(OnDatagram);
        Receive<WakeDue>(_ => OnWake());
        Receive<SearchDue>(_ => OnSearch());
        Receive<SlotStarted>(OnSlot);
        Receive<PeerCoverage>(OnCoverage);
        Receive<GetPeerRecords>(ask => Sender.Tell(RecordsOf(ask.Peers)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Describes discovery over a socket, for a wire that listens at a port, and at one over QUIC or none.</summary>
    public static Props Props(
        NodeDiscoverySettings settings, DiscoveryEndpoint endpoint, int tcpPort, IActorRef wire, int? quicPort = null) =>
        Akka.Actor.Props.Create(() => new DiscoveryActor(settings, endpoint, tcpPort, wire, quicPort));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] heard = [typeof(InterestsChanged), typeof(SlotStarted), typeof(PeerCoverage)];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }

        Context.System.EventStream.Publish(GetInterests.Instance);
        _endpoint.Attach(Self);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _machine?.Dispose();
    }

    private void OnInterests(InterestsChanged changed)
    {
        _fields = new LocalFields(_settings.Spec, _settings.GenesisValidatorsRoot, changed.Interests.MetaData);
        if (_machine is null)
        {
            Begin(_fields);
        }
        else
        {
            Update();
        }
    }

    private void Begin(LocalFields fields)
    {
        _epoch = _settings.Schedule.EpochOf(_settings.Schedule.SlotAtOrGenesis(Now));
        if (FirstRecord(fields) is not { } record)
        {
            return;
        }

        _machine = new DiscoveryMachine(
            _endpoint.Key, record, _settings.Machine, _settings.BootNodes.Contacts, DiscoveryEndpoint.Fill, Now);
        OnRecord(record);
        if (_endpoint.IsOpen)
        {
            _log.Info("discovery listens at UDP port {0}, with {1} boot nodes", _endpoint.Port, _settings.BootNodes.Contacts.Count);
            Timers.StartPeriodicTimer(SearchTimer, SearchDue.Instance, _settings.SearchInterval);
            OnWake();
        }
    }

    private Enr? FirstRecord(LocalFields fields)
    {
        var kept = _endpoint.Record;
        var address = OwnAddress.Of(_settings.Host, kept);
        var isV4 = address.AddressFamily == AddressFamily.InterNetwork;
        var builder = new EnrBuilder().SetAddress(address).Set(isV4 ? EnrKeys.Tcp : EnrKeys.Tcp6, (ulong)_tcpPort);
        if (_quicPort is { } quic)
        {
            builder.Set(isV4 ? EnrKeys.Quic : EnrKeys.Quic6, (ulong)quic);
        }

        if (_endpoint.IsOpen)
        {
            builder.Set(isV4 ? EnrKeys.Udp : EnrKeys.Udp6, (ulong)_endpoint.Port);
        }

        fields.Set(builder, _epoch);
        var record = builder.Build(_endpoint.Key, kept?.Sequence ?? _settings.FirstSequence, out var refusal);
        if (record is not null && kept is not null && !record.HasPairsOf(kept))
        {
            record = builder.Build(_endpoint.Key, Math.Max(kept.Sequence + 1, _settings.FirstSequence), out refusal);
        }

        if (record is null)
        {
            _log.Error("the node's record cannot be made: {0}", refusal);
        }

        return record;
    }

    private void Update()
    {
        if (_machine is { } machine && _fields is { } fields && machine.UpdateRecord(builder => fields.Set(builder, _epoch)) is { } refusal)
        {
            _log.Error("the node's record cannot say what is new: {0}", refusal);
        }

        Pump();
    }

    private void OnDatagram(DatagramCame came)
    {
        _endpoint.Taken();
        _counts.Received(came.Bytes.Length);
        _machine?.Receive(Now, came.From, came.Bytes);
        Pump();
    }

    private void OnWake()
    {
        _wakeUp = null;
        _machine?.Wake(Now);
        Pump();
    }

    private void OnSlot(SlotStarted started)
    {
        if (started.Epoch != _epoch)
        {
            _epoch = started.Epoch;
            Update();
        }

        if (_machine is { } machine)
        {
            OnRecord(machine.LocalRecord);
            Context.System.EventStream.Publish(_counts.Status(machine));
            Context.System.EventStream.Publish(
                new QueueStatus("discovery/datagrams", _endpoint.Waiting, _settings.Datagrams, (ulong)_endpoint.Lost));
        }
    }

    /// <summary>Takes out of the machine what there is to take, and sees that it is woken.</summary>
    private void Pump()
    {
        if (_machine is not { } machine || !_endpoint.IsOpen)
        {
            Events();
            return;
        }

        Events();
        while (machine.TryTakeDatagram(out var datagram))
        {
            _counts.Sent(datagram.Bytes.Length);
            _endpoint.Send(datagram);
        }

        if (_wakeUp is null || machine.NextWakeUp < _wakeUp)
        {
            _wakeUp = machine.NextWakeUp;
            var wait = machine.NextWakeUp - Now;
            Timers.StartSingleTimer(WakeTimer, WakeDue.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }
    }

    private void Events()
    {
        while (_machine?.TryTakeEvent(out var happened) == true)
        {
            switch (happened)
            {
                case LocalRecordChanged changed:
                    OnRecord(changed.Record);
                    break;
                case NodeJoined joined:
                    Offer(joined.Record);
                    break;
                case NodeUpdated updated:
                    Offer(updated.Record);
                    break;
                case LookupFinished finished:
                    OnLookup(finished);
                    break;
                case NodeBlamed blamed when _log.IsDebugEnabled:
                    _log.Debug("node {0} at {1} is left alone: {2}", blamed.Node, blamed.Endpoint, blamed.Offence);
                    break;
            }
        }
    }

    /// <summary>The record is this one: it is kept, said, and nodes are looked for by what it says.</summary>
    private void OnRecord(Enr record)
    {
        var end = record.TcpEndpoint4 ?? record.TcpEndpoint6 ?? new IPEndPoint(_settings.Host, _tcpPort);
        (_search.Own, _search.Digest) = (end.Address, record.Eth2?.ForkDigest ?? default);
        if (!record.Equals(_endpoint.Record))
        {
            _endpoint.Record = record;
            _keeper.Tell(record.ToString());
            _log.Info("the node's record is number {0}, at {1}", record.Sequence, end);
        }

        Context.System.EventStream.Publish(new LocalNodeChanged(
            record.ToString(),
            [.. P2pAddresses(record, end)],
            record.UdpEndpoint is { } udp ? [UdpText(udp, record.PeerId)] : []));
    }

    private static IEnumerable<string> P2pAddresses(Enr record, IPEndPoint tcp)
    {
        yield return Multiaddr.FromTcp(tcp, record.PeerId).ToString();
        if ((record.QuicEndpoint4 ?? record.QuicEndpoint6) is { } quic)
        {
            yield return Multiaddr.FromQuic(quic, record.PeerId).ToString();
        }
    }

    private static string UdpText(IPEndPoint end, PeerId peer) =>
        $"/{(end.AddressFamily == AddressFamily.InterNetwork ? "ip4" : "ip6")}/{end.Address}/udp/{end.Port}/p2p/{peer}";

    private sealed record WakeDue
    {
        public static WakeDue Instance { get; } = new();
    }

    private sealed record SearchDue
    {
        public static SearchDue Instance { get; } = new();
    }
}
