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

    /// <summary>The name of discovery's actor, beside the wire's.</summary>
    internal const string DiscoveryName = "discovery";

    private readonly WireSettings _settings;
    private readonly NodeDiscoverySettings _discovery;
    private readonly NodeKey _key;
    private readonly WireEndpoint _endpoint;
    private readonly DiscoveryEndpoint _udp;
    private readonly ITransportProtocol? _quic;

    private Libp2pConnection(
        WireSettings settings,
        NodeDiscoverySettings discovery,
        NodeKey key,
        string agent,
        DiscoveryEndpoint udp,
        ITransportProtocol tcp,
        ITransportProtocol? quic)
    {
        (_settings, _discovery, _key, _udp, _quic) = (settings, discovery, key, udp, quic);
        _endpoint = new WireEndpoint(settings, key, agent, Over(quic is null ? tcp : new TransportChoice(tcp, quic)), Fill);
    }

    /// <summary>The peer id of the node.</summary>
    public PeerId Id => _endpoint.Id;

    /// <summary>The node's id among nodes.</summary>
    public UInt256 NodeId => new NodeId(_key.NodeId).ToUInt256();

    /// <summary>The connections that are open.</summary>
    public IReadOnlyList<WirePeer> Peers => _endpoint.Peers;

    /// <summary>
    /// Listens over TCP, UDP and, where settings say so, QUIC. Throws LinkException where one of them cannot be, once whatever listened by
    /// then is closed.
    /// </summary>
    public static Task<Libp2pConnection> ListenAsync(WireSettings settings, NodeDiscoverySettings discovery, NodeKey key, string agent) =>
        ListenAsync(settings, discovery, key, agent, new TcpTransport(TimeProvider.System), () => QuicOf(key));

    /// <summary>The same over transports; the second, for QUIC, is disposed of with the connection.</summary>
    internal static async Task<Libp2pConnection> ListenAsync(
        WireSettings settings,
        NodeDiscoverySettings discovery,
        NodeKey key,
        string agent,
        ITransportProtocol tcp,
        Func<ITransportProtocol?> quic)
    {
        var udp = Udp(settings, discovery, key);
        Libp2pConnection? connection = null;
        try
        {
            connection = new Libp2pConnection(settings, discovery, key, agent, udp, tcp, quic());
            connection._endpoint.Listen();
            return connection;
        }
        catch
        {
            udp.Dispose();
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

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
        try
        {
            await _endpoint.DisposeAsync();
        }
        finally
        {
            (_quic as IDisposable)?.Dispose();
        }
    }

    private static DiscoveryEndpoint Udp(WireSettings settings, NodeDiscoverySettings discovery, NodeKey key)
    {
        try
        {
            return new DiscoveryEndpoint(discovery, key, settings.Listen.Port);
        }
        catch (SocketException e)
        {
            throw new LinkException($"cannot listen at {settings.Listen} over UDP: {e.Message}", e);
        }
    }

    private static QuicTransport? QuicOf(NodeKey key) => QuicListener.IsSupported
        ? new QuicTransport(new Secp256k1Identity(key), new QuicSettings(), TimeProvider.System, Fill)
        : null;

    private static HostFactory Over(ITransportProtocol transport) =>
        (settings, own, protocols, tell) => new Libp2pHost(settings, own, protocols, transport, TimeProvider.System, Fill, tell);

    private static void Fill(Memory<byte> memory) => RandomNumberGenerator.Fill(memory.Span);
}
