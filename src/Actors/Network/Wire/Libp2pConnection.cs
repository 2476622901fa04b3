using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Wire;

/// <summary>A node's connection to the real network: libp2p over TCP, gossipsub and req/resp. Whoever made it disposes of it.</summary>
public sealed class Libp2pConnection : IGossipConnection, IAsyncDisposable
{
    private readonly WireSettings _settings;
    private readonly NodeKey _key;
    private readonly WireEndpoint _endpoint;

    /// <summary>Listens at once; throws LinkException where that cannot be.</summary>
    public Libp2pConnection(WireSettings settings, NodeKey key, string agent) =>
        (_settings, _key, _endpoint) = (settings, key, new WireEndpoint(settings, key, agent));

    /// <summary>The peer id of the node.</summary>
    public PeerId Id => _endpoint.Id;

    /// <summary>The node's id among nodes.</summary>
    public UInt256 NodeId => new NodeId(_key.NodeId).ToUInt256();

    /// <summary>Where the node can be dialled, as far as it knows, with its peer id.</summary>
    public IReadOnlyList<Multiaddr> Addresses
    {
        get
        {
            var end = _endpoint.Address.TcpEndPoint!;
            return [Multiaddr.FromTcp(new IPEndPoint(Dialled(end.Address), end.Port), Id)];
        }
    }

    /// <summary>The connections that are open.</summary>
    public IReadOnlyList<WirePeer> Peers => _endpoint.Peers;

    /// <summary>
    /// Gives what the Beacon API says of the node at a time: its record has the address it listens at, and no port of discovery.
    /// </summary>
    public NodeIdentity Identity(NodeSettings node, DateTimeOffset now)
    {
        var metaData = NodeIdentity.MetaDataOf(node.Spec);
        var end = Addresses[0].TcpEndPoint!;
        var builder = new EnrBuilder().SetAddress(end.Address)
            .Set(end.AddressFamily == AddressFamily.InterNetwork ? EnrKeys.Tcp : EnrKeys.Tcp6, (ulong)end.Port)
            .Set(EnrKeys.Attnets, metaData.Attnets.AsSpan())
            .Set(EnrKeys.Syncnets, metaData.Syncnets.AsSpan());
        var epoch = _settings.Schedule.EpochOf(_settings.Schedule.SlotAtOrGenesis(now));
        ForkFields.At(node.Spec, node.GenesisValidatorsRoot, epoch).Set(builder, node.Spec);
        if (node.Spec.Config.FuluForkEpoch != Spec.Constants.FarFutureEpoch)
        {
            builder.Set(EnrKeys.Cgc, metaData.CustodyGroupCount);
        }

        var enr = builder.Build(_key, node.MetaDataSequence, out _)?.ToString() ?? "";
        return new NodeIdentity(Id.ToString(), enr, [.. Addresses.Select(static address => address.ToString())], [], metaData);
    }

    /// <inheritdoc/>
    public IActorRef Open(IActorRefFactory factory, string node) => factory.ActorOf(WireActor.Props(_settings, _endpoint), "wire");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    // A host that listens everywhere names the address that its way out has.
    private static IPAddress Dialled(IPAddress address)
    {
        if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        return NetworkInterface.GetAllNetworkInterfaces()
            .Where(static card => card.OperationalStatus == OperationalStatus.Up)
            .SelectMany(static card => card.GetIPProperties().UnicastAddresses)
            .Select(static unicast => unicast.Address)
            .Where(static own => own.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(own))
            .FirstOrDefault(IPAddress.Loopback);
    }
}
