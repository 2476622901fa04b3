using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Quic;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Interop.Tests.Libp2p.Quic;

namespace Consensoor.Interop.Tests.Libp2p.Connections;

/// <summary>
/// Two hosts, a connection between them and the link, in virtual time: bytes arrive in pieces as a seed cuts them, and time goes from
/// wake-up to wake-up.
/// </summary>
internal sealed class ConnectionPair : IDisposable
{
    private readonly ByteQueue _toListener = new();
    private readonly ByteQueue _toDialer = new();
    private readonly Random _random;
    private readonly (RecordRelay ToListener, RecordRelay ToDialer)? _relays;

    public ConnectionPair(
        int seed = 1,
        bool isYamux = true,
        PeerId? expected = null,
        ConnectionSettings? settings = null,
        TestHost? listens = null,
        TestHost? dials = null,
        bool isQuic = false)
    {
        _random = new Random(seed);
        DialerHost = dials ?? new TestHost(new Secp256k1Identity(NodeKey.Create(TestRandom.From(1))), "dialer", isYamux);
        ListenerHost = listens ?? new TestHost(Ed25519Identity.FromSeed(new byte[32]), "the listener");
        settings ??= new ConnectionSettings();
        var (toListener, toDialer) = isQuic ? (Secured(ListenerHost), Secured(DialerHost)) : (null, null);
        _relays = isQuic ? RecordRelay.Pair() : null;
        Dialer = new Connection(
            true, Address("10.0.0.2"), expected, DialerHost.Protocols, settings, TestRandom.From(seed), Now, toListener);
        Listener = new Connection(
            false, Address("10.0.0.1"), null, ListenerHost.Protocols, settings, TestRandom.From(seed + 1), Now, toDialer);
    }

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.UnixEpoch;

    public TestHost DialerHost { get; }

    public TestHost ListenerHost { get; }

    public Connection Dialer { get; }

    public Connection Listener { get; }

    public List<ConnectionEvent> DialerEvents { get; } = [];

    public List<ConnectionEvent> ListenerEvents { get; } = [];

    /// <summary>Whether the link carries nothing any more.</summary>
    public bool IsCut { get; set; }

    /// <summary>The most bytes that either side had waiting for the link.</summary>
    public int MostOutput { get; private set; }

    public void Dispose()
    {
        Dialer.Dispose();
        Listener.Dispose();
    }

    public ConnectionPair Settle()
    {
        // As hosts begin.
        Dialer.Receive([], Now);
        Listener.Receive([], Now);
        while (!IsCut
            && Carry(Dialer, _toListener, _relays?.ToListener, Listener) + Carry(Listener, _toDialer, _relays?.ToDialer, Dialer) > 0)
        {
        }

        Collect(Dialer, DialerEvents);
        Collect(Listener, ListenerEvents);
        return this;
    }

    /// <summary>Lets time pass, and both sides do what is due, when it is.</summary>
    public ConnectionPair Pass(TimeSpan time)
    {
        var end = Now + time;
        Settle();
        while (Next() is { } next && next <= end)
        {
            Now = next > Now ? next : Now;
            Dialer.Wake(Now);
            Listener.Wake(Now);
            Settle();
        }

        Now = end;
        return this;
    }

    /// <summary>Lets time pass in which neither side is looked at, as on a machine that sleeps.</summary>
    public ConnectionPair StandStill(TimeSpan time)
    {
        Now += time;
        Dialer.Wake(Now);
        Listener.Wake(Now);
        return Settle();
    }

    public T Single<T>(bool ofDialer)
        where T : ConnectionEvent => (ofDialer ? DialerEvents : ListenerEvents).OfType<T>().Single();

    private static Multiaddr Address(string ip) => Multiaddr.Parse($"/ip4/{ip}/tcp/9000", out _)!;

    private static SecuredLink Secured(TestHost host) => new(host.Identity.PeerId, QuicProtocol.Instance);

    private static void Collect(Connection connection, List<ConnectionEvent> events)
    {
        while (connection.TryNextEvent(out var next))
        {
            events.Add(next);
        }
    }

    private DateTimeOffset? Next() =>
        Dialer.WakeUp is { } dialer && !(Listener.WakeUp < dialer) ? dialer : Listener.WakeUp;

    private int Carry(Connection from, ByteQueue wire, RecordRelay? relay, Connection to)
    {
        MostOutput = Math.Max(MostOutput, from.Output.Count);
        var moved = from.Output.MoveTo(wire, _random.Next(2) == 0 ? _random.Next(1, 50) : _random.Next(1, 200_000));
        from.Drained(Now);
        wire = relay?.Relay(wire) ?? wire;
        if (wire.Count > 0)
        {
            var bytes = wire.Span.ToArray();
            wire.Dispose();
            to.Receive(bytes, Now);
        }

        return moved;
    }
}
