using System.Net;
using System.Net.Sockets;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Udp;

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
        var peers = run.Peers.Concat(nodes.Peers).Select(peer => (
            What: peer.ToString(), Answer: Dials(peer.LinkEndPoint, peer.TcpEndPoint, cancellation)));
        var asked = peers.Concat(nodes.Contacts.Select(contact => (
                What: $"{contact.Endpoint} over UDP", Answer: DiscoveryProbe.Ask(contact, Patience, cancellation))))
            .Take(MaxAsked).ToList();
        if (asked.Count == 0)
        {
            findings.Add(Finding.Ok(Name, "none are given: others have to dial this node"));
            return findings;
        }

        var answers = await Task.WhenAll(asked.Select(static one => one.Answer));
        var silent = asked.Where((_, at) => !answers[at]).Select(static one => one.What).ToList();
        var text = $"{asked.Count - silent.Count} of {asked.Count} boot nodes and peers answer";
        findings.Add(silent.Count == 0 ? Finding.Ok(Name, text)
            : silent.Count < asked.Count
                ? Finding.Warn(Name, $"{text}; not {string.Join(", ", silent)}", "one is enough; take out those that are gone")
            : Finding.Fail(
                Name,
                $"{text}: {string.Join(", ", silent)}",
                "see that they run, and that no firewall is between (TCP and UDP of --p2p-port)"));
        return findings;
    }

    private static async Task<bool> Dials(IPEndPoint? link, IPEndPoint? tcp, CancellationToken cancellation)
    {
        if ((tcp ?? link) is not { } at || tcp is null)
        {
            // Over QUIC alone nothing short of a handshake is answered.
            return true;
        }

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
