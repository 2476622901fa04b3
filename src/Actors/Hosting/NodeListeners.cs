using System.Net;
using System.Net.Sockets;

namespace Consensoor.Actors.Hosting;

/// <summary>Says where the servers of a process listen; port 0 for none, node n has the first port of the Beacon API + n.</summary>
public sealed record NodeListeners(IPAddress BeaconApiHost, int BeaconApiPort, IPAddress MetricsHost, int MetricsPort)
{
    /// <summary>Gives the listeners of options.</summary>
    public static NodeListeners Of(NodeOptions options) =>
        new(options.BeaconApiHost, options.BeaconApiPort, options.MetricsHost, options.MetricsPort);

    /// <summary>Gives where a node's Beacon API listens; null for nowhere.</summary>
    public IPEndPoint? BeaconApiOf(int node) => BeaconApiPort == 0 ? null : new IPEndPoint(BeaconApiHost, BeaconApiPort + node);

    /// <summary>Gives the ports of the Beacon APIs of so many nodes; none where they have none.</summary>
    public IReadOnlyList<int> BeaconApiPorts(int nodes) =>
        BeaconApiPort == 0 ? [] : [.. Enumerable.Range(BeaconApiPort, nodes)];

    /// <summary>Gives where the network of peers listens; null for nowhere.</summary>
    public IPEndPoint? P2p { get; init; }

    /// <summary>Gives where it listens over QUIC; null for nowhere.</summary>
    public IPEndPoint? Quic { get; init; }

    /// <summary>Gives where the keymanager API listens; null for nowhere.</summary>
    public IPEndPoint? Keymanager { get; init; }

    /// <summary>Gives where metrics listen; null for nowhere.</summary>
    public IPEndPoint? Metrics => MetricsPort == 0 ? null : new IPEndPoint(MetricsHost, MetricsPort);

    /// <summary>Throws <see cref="NodeStartException"/>, naming the option, where an address is in use or not of this machine.</summary>
    public void Check(int nodes)
    {
        if (Problems(nodes).FirstOrDefault() is (_, { } problem))
        {
            throw new NodeStartException(problem);
        }
    }

    /// <summary>Names each option by which nobody can listen, with the reason; listens at each address for a moment.</summary>
    public IEnumerable<(string Option, string Problem)> Problems(int nodes)
    {
        (string Option, IPEndPoint? Address, ProtocolType Protocol)[] all =
        [
            .. Enumerable.Range(0, nodes).Select(node => ("--beacon-api-port", BeaconApiOf(node), ProtocolType.Tcp)),
            ("--metrics-port", Metrics, ProtocolType.Tcp),
            ("--keymanager-port", Keymanager, ProtocolType.Tcp),
            ("--p2p-port", P2p, ProtocolType.Tcp),
            ("--p2p-port", P2p, ProtocolType.Udp),
            ("--quic-port", Quic, ProtocolType.Udp),
        ];
        foreach (var (option, address, protocol) in all)
        {
            if (address is not null && Problem(option, address, protocol) is { } problem)
            {
                yield return (option, problem);
            }
        }
    }

    private static string? Problem(string option, IPEndPoint address, ProtocolType protocol)
    {
        try
        {
            var type = protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream;
            using var socket = new Socket(address.AddressFamily, type, protocol);
            socket.Bind(address);
            if (type == SocketType.Stream)
            {
                socket.Listen();
            }

            return null;
        }
        catch (SocketException e)
        {
            var over = protocol == ProtocolType.Udp ? " over UDP" : "";
            return $"{option}: cannot listen on {address}{over}: {e.Message}";
        }
    }
}
