using System.Net;
using System.Net.Sockets;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Udp;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>
/// Looks whether peers and boot nodes can be reached: those of libp2p over TCP, those of discovery by a packet that they have to ask back
/// about. Each has 3 s.
/// </summary>
internal static class PeerCheck
{
    private const string Name = "peers";
    private const int MaxAsked = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Asks those that are given, or those of a public network.</summary>
    public static async Task<IReadOnlyList<Finding>> Of(Patient patient, CancellationToken cancellation)
    {
        var run = patient.Run;
        if (run.P2pPort == 0)
        {
            return [];
        }

        var named = run.BootNodes.Count > 0 ? run.BootNodes : PublicNetwork.Find(run.NetworkConfig)?.BootNodes ?? [];
        var nodes = BootNodes.Parse(named, byIPv6: run.P2pHost.AddressFamily == AddressFamily.InterNetworkV6);
        var findings = nodes.Refused.Select(static one =>
            Finding.Warn(Name, $"{Spec.Config.ConfigError.Shown(one.Text)}: {one.Reason}", "take it out, or name another")).ToList();
        var peers = run.Peers.Concat(nodes.Peers).ToList();
        var byQuic = peers.Where(static peer => peer.TcpEndPoint is null).Select(static peer => peer.ToString()).ToList();
        if (byQuic.Count > 0)
        {
            findings.Add(Finding.Ok(
                Name, $"not asked, since over QUIC nothing short of a handshake is answered: {string.Join(", ", byQuic)}"));
        }

        (string What, Func<Task<bool>> Ask)[] all =
        [
            .. peers.Where(static peer => peer.TcpEndPoint is not null).Select<Multiaddr, (string, Func<Task<bool>>)>(peer =>
                (peer.ToString(), () => Dials(peer.TcpEndPoint!, cancellation))),
            .. nodes.Contacts.Select<NodeContact, (string, Func<Task<bool>>)>(contact =>
                ($"{contact.Endpoint} over UDP", () => DiscoveryProbe.Ask(contact, Patience, cancellation))),
        ];
        if (all.Length == 0)
        {
            return byQuic.Count > 0 ? findings : [.. findings, Finding.Ok(Name, "none are given: others have to dial this node")];
        }

        var asked = all.Take(MaxAsked).ToList();
        var answers = await Task.WhenAll(asked.Select(static one => one.Ask()));
        var silent = asked.Where((_, at) => !answers[at]).Select(static one => one.What).ToList();
        var rest = asked.Count < all.Length ? $" (of {all.Length}, the first {MaxAsked} were asked)" : "";
        var text = $"{asked.Count - silent.Count} of {asked.Count} boot nodes and peers answer{rest}";
        findings.Add(silent.Count == 0 ? Finding.Ok(Name, text)
            : silent.Count < asked.Count
                ? Finding.Warn(Name, $"{text}; not {string.Join(", ", silent)}", "one is enough; take out those that are gone")
            : Finding.Fail(
                Name,
                $"{text}: {string.Join(", ", silent)}",
                "see that they run, and that no firewall is between (TCP and UDP of --p2p-port)"));
        return findings;
    }

    private static async Task<bool> Dials(IPEndPoint at, CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(at, late.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
