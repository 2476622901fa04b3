using Akka.Actor;
using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.ReqResp;
using Consensoor.Interop.Wire;
using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// The host of a node with its sessions. It outlives the wire's actor: what happens is told to the one that attached last, and connections
/// begin anew with it.
/// </summary>
internal sealed class WireEndpoint : IWireOwner, IIdentifySource, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, WirePeer> _open = [];
    private readonly WireSettings _settings;
    private readonly Secp256k1Identity _identity;
    private readonly string _agent;
    private readonly Meshsub _meshsub;
    private readonly ILibp2pHost _host;
    private volatile IActorRef _actor = ActorRefs.Nobody;

    /// <summary>Does not listen yet. <paramref name="random"/> fills memory with secret bytes, from any thread.</summary>
    public WireEndpoint(WireSettings settings, NodeKey key, string agent, HostFactory host, Action<Memory<byte>> random)
    {
        (_settings, _identity, _agent, Topics) = (settings, new Secp256k1Identity(key), agent, new WireTopics(settings));
        _meshsub = new Meshsub(this, Limits, Topics.Gossip.MaxMessageSize);
        var requests = ReqRespProtocols.All
            .Where(protocol => RequestTable.Of(protocol.Id) is not null && IsPlanned(settings.Spec, protocol.Since))
            .Select(protocol => new RequestProtocol(protocol, settings.Spec, this, Limits, Timeouts));
        var protocols = new ConnectionProtocols
        {
            Security = [new NoiseProtocol(_identity, random)],
            Muxers = [new YamuxProtocol(), new MplexProtocol()],
            Sessions = [.. _meshsub.Protocols, .. requests],
            Identify = this,
        };
        var connection = new ConnectionSettings { StreamAgreementTimeout = settings.Timeouts.Agreement };
        _host = host(new HostSettings { Limits = settings.Connections, Connection = connection }, key.PeerId, protocols, OnHost);
    }

    /// <summary>The topics, which the actor alone uses.</summary>
    public WireTopics Topics { get; }

    /// <summary>The bounds of sessions.</summary>
    public WireLimits Limits { get; } = new();

    /// <summary>The times of requests.</summary>
    public ReqRespTimeouts Timeouts => _settings.Timeouts;

    /// <summary>Where the host listens, the port as the system gave it; null before it does.</summary>
    public Multiaddr Address { get; private set; } = null!;

    /// <summary>All of them, TCP first.</summary>
    public IReadOnlyList<Multiaddr> Addresses => QuicAddress is null ? [Address] : [Address, QuicAddress];

    /// <summary>The same over QUIC; null where it does not.</summary>
    public Multiaddr? QuicAddress { get; private set; }

    /// <summary>The peer id.</summary>
    public PeerId Id => _identity.PeerId;

    /// <summary>The connections that are open.</summary>
    public IReadOnlyList<WirePeer> Peers
    {
        get
        {
            lock (_gate)
            {
                return [.. _open.Values];
            }
        }
    }

    /// <summary>
    /// Listens over TCP, and QUIC where settings say so; throws LinkException where one of them cannot be. Whoever made this disposes of it
    /// then too: the other listens.
    /// </summary>
    public void Listen()
    {
        Address = _host.Listen(Multiaddr.FromTcp(_settings.Listen));
        QuicAddress = _settings.Quic is { } quic ? _host.Listen(Multiaddr.FromQuic(quic)) : null;
    }

    /// <summary>Tells an actor what happens from now on; connections that an earlier one knew end.</summary>
    public void Attach(IActorRef actor)
    {
        long[] before;
        lock (_gate)
        {
            _actor = actor;
            before = [.. _open.Keys];
        }

        foreach (var connection in before)
        {
            _host.Disconnect(connection, CloseReason.Requested);
        }

        foreach (var peer in _settings.Peers.GroupBy(static address => address.Peer!))
        {
            _host.Learn(peer.Key, [.. peer.OrderBy(static address => address.QuicEndPoint is null)], PeerStanding.Static);
        }
    }

    /// <summary>Learns of a peer, to be dialled when there is room.</summary>
    public void Learn(PeerId peer, IReadOnlyList<Multiaddr> addresses, PeerStanding standing) => _host.Learn(peer, addresses, standing);

    /// <summary>Does something with a connection; false where it is gone.</summary>
    public bool Do(long connection, Action<Connection, DateTimeOffset> action) => _host.Do(connection, action);

    /// <summary>Opens the stream that frames go out on.</summary>
    public void OpenSender(long connection) => _host.Do(connection, (open, now) => open.Open(_meshsub.Protocols, now));

    /// <summary>Adds frames to a peer's queue; false where the connection is gone.</summary>
    public bool Send(MeshsubSender sender, IReadOnlyList<GossipFrame> frames) => _host.Do(sender.Connection, (open, now) =>
    {
        foreach (var frame in frames)
        {
            sender.Add(frame);
        }

        open.AdvanceStream(sender.Stream, now);
    });

    /// <summary>Lets the stream go on that a peer's frames come on.</summary>
    public void AdvanceReceiver(long connection) => _host.Do(connection, (open, now) =>
    {
        if (_meshsub.ReceivingStream(connection) is { } stream)
        {
            open.AdvanceStream(stream, now);
        }
    });

    /// <summary>Lets a stream go on.</summary>
    public void Advance(long connection, long stream) => _host.Do(connection, (open, now) => open.AdvanceStream(stream, now));

    /// <summary>Lets a peer not in for a time; a connection of it ends.</summary>
    public void Ban(PeerId peer, TimeSpan time) => _host.Ban(peer, time);

    /// <summary>Ends a connection; with a time the peer is not let in for so long.</summary>
    public void End(WireLink link, TimeSpan? ban)
    {
        if (ban is { } time)
        {
            Ban(link.Peer, time);
        }

        _host.Disconnect(link.Connection, ban is null ? CloseReason.Requested : CloseReason.Banned);
    }

    /// <inheritdoc/>
    public IdentifyInfo Describe(Multiaddr observed, IReadOnlyList<string> protocols) => new()
    {
        ProtocolVersion = "eth2/1.0.0",
        AgentVersion = _agent,
        PublicKey = _identity.PublicKey,
        ListenAddresses = [.. _host.ListenAddresses.Where(static at => at.LinkEndPoint is { } end && !IsAny(end.Address))],
        ObservedAddress = observed,
        Protocols = protocols,
    };

    /// <inheritdoc/>
    public void SenderOpened(MeshsubSender sender) => _actor.Tell(new WireEvent.SenderOpened(sender));

    /// <inheritdoc/>
    public void SenderEnded(MeshsubSender sender, StreamEnd end, string? reason) =>
        _actor.Tell(new WireEvent.SenderEnded(sender, end, reason));

    /// <inheritdoc/>
    public void FramesReceived(MeshsubReceiver receiver, IReadOnlyList<OwnedFrame> frames) =>
        _actor.Tell(new WireEvent.Frames(receiver, frames));

    /// <inheritdoc/>
    public void FramesBroken(MeshsubReceiver receiver, string reason) => _actor.Tell(new WireEvent.FramesBroken(receiver, reason));

    /// <inheritdoc/>
    public void RequestReceived(RequestListener listener, ReadOnlyMemory<byte> ssz) => _actor.Tell(new WireEvent.Request(listener, ssz));

    /// <inheritdoc/>
    public void RequestBroken(RequestListener listener, string reason) => _actor.Tell(new WireEvent.RequestBroken(listener, reason));

    /// <inheritdoc/>
    public void ChunkSent(RequestListener listener, int bytes) => _actor.Tell(new WireEvent.Sent(listener, bytes));

    /// <inheritdoc/>
    public void RequestEnded(RequestListener listener) => _actor.Tell(new WireEvent.RequestEnded(listener));

    /// <inheritdoc/>
    public void ChunkReceived(RequestDialer dialer, ResponseChunk chunk) => _actor.Tell(new WireEvent.Chunk(dialer, chunk));

    /// <inheritdoc/>
    public void AnswerEnded(RequestDialer dialer, bool isLost, string? fault) =>
        _actor.Tell(new WireEvent.AnswerEnded(dialer, isLost, fault));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // What is written to a connection is sent before it closes.
        foreach (var connection in Snapshot())
        {
            _host.Do(connection, (open, now) => open.Open([Goodbye()], now));
        }

        await _host.DisposeAsync();
    }

    private long[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _open.Keys];
        }
    }

    private RequestDial Goodbye()
    {
        ReqRespProtocols.TryFind(GoodbyeRow.Row.ProtocolId(1), out var protocol);
        var ssz = GoodbyeRow.Row.Encode(new GoodbyeRequest(GoodbyeReason.ShutDown), _settings.Spec, Spec.Config.ForkName.Phase0);
        return new RequestDial(protocol!, _settings.Spec, static _ => null, 1, ssz, this, Limits, Timeouts);
    }

    // What a network will never speak is not announced.
    private static bool IsPlanned(Spec.Config.ChainSpec spec, Spec.Config.ForkName fork) =>
        spec.ForkEpoch(fork) != Spec.Constants.FarFutureEpoch;

    private static bool IsAny(System.Net.IPAddress address) =>
        address.Equals(System.Net.IPAddress.Any) || address.Equals(System.Net.IPAddress.IPv6Any);

    private void OnHost(HostEvent happened)
    {
        lock (_gate)
        {
            switch (happened.What)
            {
                case ConnectionEvent.Opened opened:
                    _open[happened.Connection] =
                        new WirePeer(opened.Peer.ToString(), happened.Remote.ToString(), happened.IsInbound, null);
                    break;
                case ConnectionEvent.Identified identified when _open.TryGetValue(happened.Connection, out var known):
                    _open[happened.Connection] = known with { Agent = StrangersText.Shown(identified.Info.AgentVersion, 64) };
                    break;
                case ConnectionEvent.Closed:
                    _open.Remove(happened.Connection);
                    _meshsub.Ended(happened.Connection);
                    break;
            }

            _actor.Tell(happened);
        }
    }
}
