using System.Net.Quic;
using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using Consensoor.Actors.Network.Discovery;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Quic;
using Consensoor.Interop.Libp2p.Tcp;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// A node's connection to the real network: libp2p over TCP, and QUIC where the system has it, gossipsub and req/resp, and discovery over
/// UDP. Whoever made it disposes of it.
/// </summary>
public sealed class Libp2pConnection : IGossipConnection, IAsyncDisposable
{
    /// <summary>Names the wire's actor below the network actor.</summary>
    public const string ActorName = "wire";

    private readonly WireSettings _settings;
    /// <summary>The name of discovery's actor, beside the wire's.</summary>
    internal const string DiscoveryName = "discovery";

    private readonly NodeDiscoverySettings _discovery;
    private readonly NodeKey _key;
    private readonly WireEndpoint _endpoint;
    private readonly DiscoveryEndpoint _udp;
    private readonly IDisposable? _quic;

    /// <summary>Listens at once, over TCP, UDP and, where settings say so, QUIC; throws LinkException where that cannot be.</summary>
    public Libp2pConnection(WireSettings settings, NodeDiscoverySettings discovery, NodeKey key, string agent)
    {
        (_settings, _discovery, _key) = (settings, discovery, key);
        try
        {
            _udp = new DiscoveryEndpoint(discovery, key, settings.Listen.Port);
        }
        catch (SocketException e)
        {
            throw new LinkException($"cannot listen at {settings.Listen} over UDP: {e.Message}", e);
        }

        ITransportProtocol transport = new TcpTransport(TimeProvider.System);
        if (QuicListener.IsSupported)
        {
            var quic = new QuicTransport(new Secp256k1Identity(key), new QuicSettings(), TimeProvider.System, Fill);
            (_quic, transport) = (quic, new TransportChoice(transport, quic));
        }

        try
        {
            _endpoint = new WireEndpoint(settings, key, agent, Over(transport), Fill);
        }
        catch
        {
            _udp.Dispose();
            _quic?.Dispose();
            throw;
        }
    }

    /// <summary>The peer id of the node.</summary>
    public PeerId Id => _endpoint.Id;

    /// <summary>The node's id among nodes.</summary>
    public UInt256 NodeId => new NodeId(_key.NodeId).ToUInt256();

    /// <summary>The connections that are open.</summary>
    public IReadOnlyList<WirePeer> Peers => _endpoint.Peers;

    /// <inheritdoc/>
    public IActorRef Open(IActorRefFactory factory, string node)
    {
        var wire = factory.ActorOf(WireActor.Props(_settings, _endpoint), ActorName);
        var (tcp, quic) = (_endpoint.Address.TcpEndPoint!.Port, _endpoint.QuicAddress?.QuicEndPoint?.Port);
        factory.ActorOf(DiscoveryActor.Props(_discovery, _udp, tcp, wire, quic), DiscoveryName);
        return wire;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _udp.Dispose();
        await _endpoint.DisposeAsync();
        _quic?.Dispose();
    }

    private static HostFactory Over(ITransportProtocol transport) =>
        (settings, own, protocols, tell) => new Libp2pHost(settings, own, protocols, transport, TimeProvider.System, Fill, tell);

    private static void Fill(Memory<byte> memory) => RandomNumberGenerator.Fill(memory.Span);
}
