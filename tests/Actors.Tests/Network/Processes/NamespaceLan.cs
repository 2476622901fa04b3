using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;

namespace Consensoor.Actors.Tests.Network.Processes;

/// <summary>
/// A bridge with a network namespace a node, where the machine lets this process make them: a node that is cut off goes on by itself, and
/// its packets are lost.
/// </summary>
internal sealed class NamespaceLan : INodeLan
{
    private readonly int _nodes;
    private readonly string _name;
    private readonly byte[] _net = [10, 0, 0, 0];

    private NamespaceLan(int nodes)
    {
        _nodes = nodes;
        _name = $"cx{Environment.ProcessId % 100_000}";
        (_net[1], _net[2]) = ((byte)RandomNumberGenerator.GetInt32(64, 250), (byte)RandomNumberGenerator.GetInt32(1, 255));
    }

    /// <summary>Makes the network; null where the machine does not let it.</summary>
    public static NamespaceLan? TryCreate(int nodes)
    {
        var lan = new NamespaceLan(nodes);
        if (lan.Create())
        {
            return lan;
        }

        lan.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public IPAddress AddressOf(int node) => new([_net[0], _net[1], _net[2], (byte)(10 + node)]);

    /// <inheritdoc/>
    public (string Program, IReadOnlyList<string> Arguments) Start(int node, string program) =>
        ("ip", ["netns", "exec", Name(node), program]);

    /// <inheritdoc/>
    public void Cut(int node, Process process, bool isCut)
    {
        if (!Ip("link", "set", Outer(node), isCut ? "down" : "up"))
        {
            throw new InvalidOperationException($"node {node} cannot be cut off or let back");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var node = 0; node < _nodes; node++)
        {
            Ip("link", "delete", Outer(node));
            Ip("netns", "delete", Name(node));
        }

        Ip("link", "delete", _name);
    }

    private static bool Ip(params string[] arguments)
    {
        try
        {
            using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            ip.StandardError.ReadToEnd();
            ip.WaitForExit();
            return ip.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private bool Create()
    {
        var made = Ip("link", "add", _name, "type", "bridge")
            && Ip("address", "add", $"{new IPAddress([_net[0], _net[1], _net[2], 1])}/24", "dev", _name)
            && Ip("link", "set", _name, "up");
        for (var node = 0; made && node < _nodes; node++)
        {
            made = Ip("netns", "add", Name(node))
                && Ip("link", "add", Outer(node), "type", "veth", "peer", "name", "eth0", "netns", Name(node))
                && Ip("link", "set", Outer(node), "master", _name, "up")
                && Ip("-n", Name(node), "address", "add", $"{AddressOf(node)}/24", "dev", "eth0")
                && Ip("-n", Name(node), "link", "set", "eth0", "up")
                && Ip("-n", Name(node), "link", "set", "lo", "up");
        }

        return made;
    }

    private string Name(int node) => $"{_name}-{node}";

    private string Outer(int node) => $"{_name}v{node}";
}
