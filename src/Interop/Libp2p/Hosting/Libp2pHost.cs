using System.Net;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Hosting;

/// <summary>
/// A libp2p host on real links: it listens, dials whom the manager says, and carries the bytes of connections. Decisions are the manager's
/// and the machines'. Events are told one after another for a connection, from any thread; who is told must not wait. May be used from any
/// thread.
/// </summary>
public sealed partial class Libp2pHost : ILibp2pHost
{
    private readonly Lock _gate = new();
    private readonly HostSettings _settings;
    private readonly ConnectionProtocols _protocols;
    private readonly ITransportProtocol _transport;
    private readonly TimeProvider _time;
    private readonly Action<Memory<byte>> _random;
    private readonly Action<HostEvent> _tell;
    private readonly ConnectionManager _manager;
    private readonly Dictionary<long, HostConnection> _connections = [];
    private readonly Dictionary<long, Task> _running = [];
    private readonly List<ILinkListener> _listeners = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private bool _isStopped;

    /// <summary>
    /// A host that does nothing yet. <paramref name="random"/> fills memory with secret bytes and may be called from any thread.
    /// </summary>
    public Libp2pHost(
        HostSettings settings,
        PeerId own,
        ConnectionProtocols protocols,
        ITransportProtocol transport,
        TimeProvider time,
        Action<Memory<byte>> random,
        Action<HostEvent> tell)
    {
        (_settings, _protocols, _transport, _time, _random, _tell) = (settings, protocols, transport, time, random, tell);
        _manager = new ConnectionManager(settings.Limits, own);
        _timer = time.CreateTimer(static host => ((Libp2pHost)host!).DialDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Multiaddr> ListenAddresses
    {
        get
        {
            lock (_gate)
            {
                return [.. _listeners.Select(static listener => listener.Address)];
            }
        }
    }

    /// <summary>Peers that are connected.</summary>
    public int Peers => Manage(static manager => manager.Peers);

    /// <inheritdoc/>
    public Multiaddr Listen(Multiaddr address)
    {
        // The system gives no connection before the listener is here, but may before it is in the list.
        var listener = _transport.Listen(address, new LinkGate(MayShake, Admit, Refused));
        lock (_gate)
        {
            _listeners.Add(listener);
        }

        return listener.Address;
    }

    /// <inheritdoc/>
    public bool Learn(PeerId peer, IReadOnlyList<Multiaddr> addresses, PeerStanding standing)
    {
        var learned = Manage(
            manager => manager.Learn(peer, [.. addresses.Where(_transport.CanDial)], standing, _time.GetUtcNow()));
        DialDue();
        return learned;
    }

    /// <summary>Forgets a peer, so that it is dialled no more.</summary>
    public bool Forget(PeerId peer) => Manage(manager => manager.Forget(peer));

    /// <inheritdoc/>
    public void Ban(PeerId peer, TimeSpan time)
    {
        var now = _time.GetUtcNow();
        if (Manage(manager => manager.Ban(peer, now + time, now)) is { } connection)
        {
            Disconnect(connection, CloseReason.Banned);
        }
    }

    /// <summary>Bans an address for a time, and ends its connections.</summary>
    public void Ban(IPAddress address, TimeSpan time)
    {
        var now = _time.GetUtcNow();
        foreach (var connection in Manage(manager => manager.Ban(address, now + time, now)))
        {
            Disconnect(connection, CloseReason.Banned);
        }
    }

    /// <inheritdoc/>
    public bool Do(long connection, Action<Connection, DateTimeOffset> action)
    {
        HostConnection? driver;
        lock (_gate)
        {
            driver = _connections.GetValueOrDefault(connection);
        }

        driver?.Do(action);
        return driver is not null;
    }

    /// <inheritdoc/>
    public bool Disconnect(long connection, CloseReason reason) => Do(connection, (machine, now) => machine.Shut(reason, now));

    /// <summary>Stops listening, ends all connections, and waits until they are closed.</summary>
    public async ValueTask DisposeAsync()
    {
        ILinkListener[] listeners;
        lock (_gate)
        {
            _isStopped = true;
            listeners = [.. _listeners];
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var listener in listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        // A dial that is under way may still make a connection, which ends at once.
        for (Task[] running = [Task.CompletedTask]; running.Length > 0;)
        {
            HostConnection[] connections;
            lock (_gate)
            {
                connections = [.. _connections.Values];
                running = [.. _running.Values];
            }

            foreach (var connection in connections)
            {
                connection.Do(static (machine, now) => machine.Shut(CloseReason.ShuttingDown, now));
            }

            await Task.WhenAll(running).ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private T Manage<T>(Func<ConnectionManager, T> question)
    {
        lock (_gate)
        {
            return question(_manager);
        }
    }

    private Action<ILink>? Admit(IPAddress remote)
    {
        lock (_gate)
        {
            return !_isStopped && _manager.Admit(remote, _time.GetUtcNow(), out var connection) is null
                ? link => Start(connection, link, isDialer: false, null)
                : null;
        }
    }

    private bool MayShake(IPAddress remote, int underWay) =>
        Manage(manager => manager.MayShake(remote, underWay, _time.GetUtcNow()));

    private void Refused(IPAddress remote)
    {
        lock (_gate)
        {
            _manager.Refused(remote, _time.GetUtcNow());
        }
    }

    private void Start(long id, ILink link, bool isDialer, PeerId? expected)
    {
        var now = _time.GetUtcNow();
        var machine = new Connection(
            isDialer, link.Remote, expected, _protocols, _settings.Connection, _random, now, link.Secured) { Number = id };
        var connection = new HostConnection(id, machine, link, _time, _settings.LingerTimeout, Happened);
        lock (_gate)
        {
            if (_isStopped)
            {
                machine.Shut(CloseReason.ShuttingDown, _time.GetUtcNow());
            }

            _connections.Add(id, connection);
            _running.Add(id, Task.Run(() => RunAsync(connection)));
        }
    }

    private async Task RunAsync(HostConnection connection)
    {
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        catch (Exception bug)
        {
            _tell(HostEvent.Of(connection.Machine, new ConnectionEvent.Faulted(bug)));
            connection.Do(static (machine, now) => machine.LinkEnded(CloseReason.LinkFailed, now));
        }
        finally
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            lock (_gate)
            {
                // Known already, unless a machine was too broken to say that it is over.
                _manager.Closed(connection.Id, CloseReason.LinkFailed, _time.GetUtcNow());
                _connections.Remove(connection.Id);
                _running.Remove(connection.Id);
            }
        }
    }

    private void Happened(HostConnection connection, ConnectionEvent what)
    {
        var machine = connection.Machine;
        if (what is ConnectionEvent.Secured { Peer: var peer })
        {
            long? duplicate = null;
            var refusal = Manage(manager => manager.Secured(connection.Id, peer, _time.GetUtcNow(), out duplicate));
            if (refusal is { } reason)
            {
                machine.Shut(reason, _time.GetUtcNow());
            }
            else if (duplicate is { } other)
            {
                // Not under this connection's lock: the other's thread may wait for it.
                Task.Run(() => Disconnect(other, CloseReason.Duplicate));
            }
        }

        _tell(HostEvent.Of(machine, what));
        if (what is ConnectionEvent.Closed { Close.Reason: var closed })
        {
            Manage(manager => manager.Closed(connection.Id, closed, _time.GetUtcNow()));
            DialDue();
        }
    }
}
