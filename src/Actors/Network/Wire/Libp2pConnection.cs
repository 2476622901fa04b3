using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using Consensoor.Actors.Network.Discovery;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Tcp;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// A node's connection to the real network: libp2p over TCP, gossipsub and req/resp, and discovery over UDP. Whoever made it disposes of
/// it.
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

    /// <summary>Listens at once, over TCP and UDP; throws LinkException where that cannot be.</summary>
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

        try
        {
            _endpoint = new WireEndpoint(settings, key, agent, OverTcp, Fill);
        }
        catch
        {
            _udp.Dispose();
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
        factory.ActorOf(DiscoveryActor.Props(_discovery, _udp, _endpoint.Address.TcpEndPoint!.Port, wire), DiscoveryName);
        return wire;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _udp.Dispose();
        return _endpoint.DisposeAsync();
    }

    private static Libp2pHost OverTcp(HostSettings settings, PeerId own, ConnectionProtocols protocols, Action<HostEvent> tell) =>
        new(settings, own, protocols, new TcpTransport(TimeProvider.System), TimeProvider.System, Fill, tell);

    private static void Fill(Memory<byte> memory) => RandomNumberGenerator.Fill(memory.Span);
}
