using System.Net;
using Akka.Actor;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// A libp2p host whose links are the circuits of a simulated network: the same manager and the same machines as over TCP, on virtual time.
/// It has no thread of its own: <see cref="SimulatedHostActor"/> brings what comes and what is due, and the wire's actor calls it on the
/// same thread of the world.
/// </summary>
internal sealed class SimulatedHost : ILibp2pHost
{
    private readonly HostSettings _settings;
    private readonly ConnectionProtocols _protocols;
    private readonly SimulatedWire _wire;
    private readonly string _node;
    private readonly Action<Memory<byte>> _random;
    private readonly Action<HostEvent> _tell;
    private readonly ConnectionManager _manager;
    private readonly SortedDictionary<long, SimulatedHostConnection> _connections = [];
    private readonly Dictionary<CircuitEnd, SimulatedHostConnection> _byEnd = [];
    private readonly Dictionary<CircuitEnd, (DialOrder Order, DateTimeOffset Until)> _dialling = [];
    private readonly List<Multiaddr> _listening = [];
    private IActorRef _driver = ActorRefs.Nobody;
    private IScheduler _scheduler = null!;
    private SimulatedAlarm _alarm = null!;
    private bool _isStopped;

    /// <summary>A host of a node of a wire; <paramref name="random"/> fills memory from the world's seed.</summary>
    public SimulatedHost(
        SimulatedWire wire,
        string node,
        HostSettings settings,
        PeerId own,
        ConnectionProtocols protocols,
        Action<Memory<byte>> random,
        Action<HostEvent> tell)
    {
        (_wire, _node, _settings, _protocols, _random, _tell) = (wire, node, settings, protocols, random, tell);
        _manager = new ConnectionManager(settings.Limits, own);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Multiaddr> ListenAddresses => _listening;

    private DateTimeOffset Now => _scheduler.Now;

    /// <summary>Names the actor that brings what comes, which is the node's inbox of the network from now on.</summary>
    public void Begin(IActorRef driver, IScheduler scheduler)
    {
        (_driver, _scheduler, _alarm) = (driver, scheduler, new SimulatedAlarm(driver, scheduler));
        _wire.Network.Attach(_node, driver);
    }

    /// <inheritdoc/>
    public Multiaddr Listen(Multiaddr address)
    {
        _listening.Add(address);
        return address;
    }

    /// <inheritdoc/>
    public bool Learn(PeerId peer, IReadOnlyList<Multiaddr> addresses, PeerStanding standing)
    {
        var learned = _manager.Learn(peer, [.. addresses.Where(address => NodeAt(address) is not null)], standing, Now);
        DialDue();
        return learned;
    }

    /// <inheritdoc/>
    public void Ban(PeerId peer, TimeSpan time)
    {
        if (_manager.Ban(peer, Now + time, Now) is { } connection)
        {
            Disconnect(connection, CloseReason.Banned);
        }
    }

    /// <inheritdoc/>
    public bool Do(long connection, Action<Connection, DateTimeOffset> action)
    {
        if (!_connections.TryGetValue(connection, out var open))
        {
            return false;
        }

        action(open.Machine, Now);
        Follow(open);
        return true;
    }

    /// <inheritdoc/>
    public bool Disconnect(long connection, CloseReason reason) => Do(connection, (machine, now) => machine.Shut(reason, now));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_isStopped)
        {
            return ValueTask.CompletedTask;
        }

        _isStopped = true;
        foreach (var end in _dialling.Keys.ToArray())
        {
            end.Close();
        }

        _dialling.Clear();
        foreach (var id in _connections.Keys.ToArray())
        {
            Disconnect(id, CloseReason.ShuttingDown);
        }

        _alarm.Cancel();
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes a circuit that another node makes, or closes it.</summary>
    public void Offered(CircuitEnd end)
    {
        var from = _wire.AddressOf(end.Peer);
        if (_isStopped || _listening.Count == 0 || _manager.Admit(from.Address, Now, out var id) is not null)
        {
            end.Close();
            return;
        }

        end.Accept(_driver);
        Start(id, end, Multiaddr.FromTcp(from), expected: null, isDialer: false);
    }

    /// <summary>Begins a connection on a circuit that was dialled.</summary>
    public void Opened(CircuitEnd end)
    {
        if (_isStopped)
        {
            end.Close();
        }
        else if (_dialling.Remove(end, out var dial))
        {
            Start(dial.Order.Connection, end, dial.Order.Address, dial.Order.Peer, isDialer: true);
        }
    }

    /// <summary>Gives bytes to the machine they are for.</summary>
    public void Received(CircuitEnd end, ReadOnlyMemory<byte> bytes)
    {
        end.Taken(bytes.Length);
        if (_byEnd.TryGetValue(end, out var open))
        {
            open.Machine.Receive(bytes.Span, Now);
            Follow(open);
        }
    }

    /// <summary>Writes what waited for room.</summary>
    public void HasRoom(CircuitEnd end)
    {
        if (_byEnd.TryGetValue(end, out var open))
        {
            Follow(open);
        }
    }

    /// <summary>Ends what was carried by a circuit that is over.</summary>
    public void Closed(CircuitEnd end)
    {
        if (_dialling.Remove(end, out var dial))
        {
            Failed(dial.Order);
        }
        else if (_byEnd.TryGetValue(end, out var open))
        {
            open.Machine.LinkEnded(CloseReason.PeerEnded, Now);
            Follow(open);
        }
    }

    /// <summary>Does what is due: dials that took too long, new ones, and machines to wake.</summary>
    public void Wake()
    {
        _alarm.WentOff();
        var now = Now;
        foreach (var (end, dial) in _dialling.Where(dial => dial.Value.Until <= now).ToArray())
        {
            _dialling.Remove(end);
            end.Abandon();
            Failed(dial.Order);
        }

        foreach (var open in _connections.Values.Where(open => open.Machine.WakeUp <= now).ToArray())
        {
            open.Machine.Wake(now);
            Follow(open);
        }

        DialDue();
        foreach (var open in _connections.Values)
        {
            _alarm.Set(open.Machine.WakeUp);
        }
    }

    private string? NodeAt(Multiaddr address) => address.TcpEndPoint is { } end ? _wire.NodeAt(end) : null;

    private void DialDue()
    {
        if (_isStopped)
        {
            return;
        }

        foreach (var order in _manager.Due(Now))
        {
            var end = _wire.Network.Dial(_node, NodeAt(order.Address)!, _driver);
            _dialling.Add(end, (order, Now + _settings.DialTimeout));
        }

        _alarm.Set(_manager.WakeUp);
        foreach (var dial in _dialling.Values)
        {
            _alarm.Set(dial.Until);
        }
    }

    private void Failed(DialOrder order)
    {
        _manager.Closed(order.Connection, CloseReason.LinkFailed, Now);
        Tell(HostEvent.Failed(order));
        DialDue();
    }

    private void Start(long id, CircuitEnd end, Multiaddr remote, PeerId? expected, bool isDialer)
    {
        var machine = new Connection(isDialer, remote, expected, _protocols, _settings.Connection, _random, Now) { Number = id };
        var open = new SimulatedHostConnection(id, machine, end);
        _connections.Add(id, open);
        _byEnd.Add(end, open);
        Follow(open);
    }

    // Events, then bytes; an event may end the connection, and bytes that went may let the machine go on.
    private void Follow(SimulatedHostConnection open)
    {
        var machine = open.Machine;
        do
        {
            while (machine.TryNextEvent(out var next))
            {
                Happened(open, next);
            }
        }
        while (open.Write(Now));
        if (machine.Close is null)
        {
            _alarm.Set(machine.WakeUp);
        }
        else if (_connections.Remove(open.Id))
        {
            _byEnd.Remove(open.End);
            open.End.Close();
            machine.Dispose();
        }
    }

    private void Happened(SimulatedHostConnection open, ConnectionEvent what)
    {
        var machine = open.Machine;
        long? duplicate = null;
        if (what is ConnectionEvent.Secured { Peer: var peer }
            && _manager.Secured(open.Id, peer, Now, out duplicate) is { } refusal)
        {
            machine.Shut(refusal, Now);
        }

        Tell(HostEvent.Of(machine, what));
        if (duplicate is { } other)
        {
            Disconnect(other, CloseReason.Duplicate);
        }

        if (what is ConnectionEvent.Closed { Close.Reason: var reason })
        {
            _manager.Closed(open.Id, reason, Now);
            DialDue();
        }
    }

    private void Tell(HostEvent happened)
    {
        _wire.Record(_node, happened);
        _tell(happened);
    }
}
