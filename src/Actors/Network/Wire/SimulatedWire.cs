using System.Net;
using Akka.Configuration;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// Who is where on a simulated wire: each node has an address of its own and a key that follows from the world's seed, so that it keeps its
/// peer id when it is started again.
/// </summary>
public sealed class SimulatedWire
{
    /// <summary>The name of the bus, on which everybody hears everybody, in place of a wire.</summary>
    public const string Bus = "bus";

    /// <summary>The name of the wire.</summary>
    public const string Libp2p = "libp2p";

    private const int Port = 9000;

    private readonly string[] _nodes;
    private readonly NodeKey[] _keys;

    /// <summary>A wire for nodes of a network, by name.</summary>
    public SimulatedWire(SimulatedWorld world, SimulatedNetwork network, IEnumerable<string> nodes)
    {
        (World, Network, _nodes) = (world, network, [.. nodes]);
        _keys = [.. _nodes.Select(node =>
        {
            var random = world.Random($"key of {node}");
            return NodeKey.Create(secret => random.Fill(secret.Span));
        })];
    }

    /// <summary>
    /// The wire that `consensoor.simulation.wire` asks for between nodes: libp2p, or null for bus. Throws
    /// ConfigurationException for neither.
    /// </summary>
    public static SimulatedWire? From(Config config, SimulatedWorld world, SimulatedNetwork network, IEnumerable<string> nodes) =>
        config.GetString("consensoor.simulation.wire") switch
        {
            Libp2p => new SimulatedWire(world, network, nodes),
            Bus => null,
            var other => throw new ConfigurationException($"consensoor.simulation.wire is '{other}', and none of {Bus}, {Libp2p}"),
        };

    /// <summary>The world that all randomness comes from.</summary>
    public SimulatedWorld World { get; }

    /// <summary>The links between the nodes.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>The key of a node.</summary>
    public NodeKey KeyOf(string node) => _keys[Array.IndexOf(_nodes, node)];

    /// <summary>Where a node listens.</summary>
    public IPEndPoint AddressOf(string node)
    {
        var number = Array.IndexOf(_nodes, node) + 1;
        return new IPEndPoint(new IPAddress([10, 0, (byte)(number >> 8), (byte)number]), Port);
    }

    /// <summary>The node that listens at an address; null where none does.</summary>
    public string? NodeAt(IPEndPoint address) => _nodes.FirstOrDefault(node => AddressOf(node).Equals(address));

    /// <summary>The node of a peer id; the id itself where it is nobody's.</summary>
    public string NameOf(string peer) =>
        Array.FindIndex(_keys, key => key.PeerId.ToString() == peer) is >= 0 and var index ? _nodes[index] : peer;

    /// <summary>Writes into the world's log where a connection of a node begins or ends.</summary>
    public void Record(string node, HostEvent happened)
    {
        var peer = NodeAt(happened.Remote.TcpEndPoint!);
        var text = happened.What switch
        {
            ConnectionEvent.Opened => $"is connected with {peer}",
            ConnectionEvent.Closed { Close.Reason: var reason } => $"has no connection with {peer}: {reason}",
            _ => null,
        };
        if (text is not null)
        {
            World.Record(node, $"{text}, {(happened.IsInbound ? "inbound" : "outbound")}");
        }
    }

    /// <summary>The settings of a node that dials peers by name.</summary>
    public WireSettings SettingsOf(string node, ChainSpec spec, BeaconState genesis, IReadOnlyList<string> peers, Config config)
    {
        var seed = (int)World.Random($"mesh of {node}").NextUInt64();
        var others = Peers(peers.Where(peer => peer != node));
        return WireSettings.From(spec, genesis, AddressOf(node), others, seed, config.GetConfig("consensoor"));
    }

    /// <summary>Where each of some nodes can be dialled, with its peer id.</summary>
    public IReadOnlyList<Multiaddr> Peers(IEnumerable<string> nodes) =>
        [.. nodes.Select(node => Multiaddr.FromTcp(AddressOf(node), KeyOf(node).PeerId))];
}
