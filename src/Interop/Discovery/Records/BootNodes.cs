using System.Net.Sockets;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>
/// Boot nodes of options and lists: node records, multiaddrs of discv5's UDP port with a peer id that carries a secp256k1 key, and
/// multiaddrs of libp2p's TCP port, which are peers to be dialled (Peers). A node that is named twice is kept once, by its newest record.
/// </summary>
public sealed record BootNodes(
    IReadOnlyList<NodeContact> Contacts, IReadOnlyList<Multiaddr> Peers, IReadOnlyList<(string Text, string Reason)> Refused)
{
    /// <summary>The most nodes that are kept.</summary>
    public const int MaxNodes = 1000;

    private static readonly char[] Separators = [',', ' ', '\t', '\r', '\n', ';'];

    /// <summary>
    /// Reads options that may be given several times, each of one node or many with commas or white space between them. What is refused is
    /// named with its reason; the others hold.
    /// </summary>
    public static BootNodes Parse(IEnumerable<string> values, bool byIPv4 = true, bool byIPv6 = false)
    {
        var contacts = new Dictionary<NodeId, NodeContact>();
        var peers = new Dictionary<PeerId, Multiaddr>();
        var refused = new List<(string, string)>();
        foreach (var text in values.SelectMany(static value => value.Split(Separators, StringSplitOptions.RemoveEmptyEntries)))
        {
            if (ReadPeer(text) is { Peer: { } id } peer && (peers.Count < MaxNodes || peers.ContainsKey(id)))
            {
                peers[id] = peer;
            }
            else if (Read(text, byIPv4, byIPv6, out var reason) is not { } contact)
            {
                refused.Add((text, reason!));
            }
            else if (contacts.Count >= MaxNodes && !contacts.ContainsKey(contact.NodeId))
            {
                refused.Add((text, $"there are {MaxNodes} boot nodes already"));
            }
            else if (!contacts.TryGetValue(contact.NodeId, out var known)
                || (contact.Record?.Sequence ?? 0) > (known.Record?.Sequence ?? 0) || (known.Record is null && contact.Record is not null))
            {
                contacts[contact.NodeId] = contact;
            }
        }

        return new BootNodes([.. contacts.Values], [.. peers.Values], refused);
    }

    /// <summary>
    /// Reads the text of a list file, a node a line: white space, a list's dash, quotes and what follows a # are left out.
    /// </summary>
    public static BootNodes ParseList(string text, bool byIPv4 = true, bool byIPv6 = false) => Parse(
        text.Split('\n').Select(static line => line.Split('#')[0].Trim().TrimStart('-').Trim().Trim('"', '\'')), byIPv4, byIPv6);

    /// <summary>
    /// Says why a text is no boot node at all; null where it is one, be its address of use or not.
    /// </summary>
    public static string? Problem(string text)
    {
        if (ReadPeer(text) is not null || Read(text, byIPv4: true, byIPv6: true, out var reason) is not null)
        {
            return null;
        }

        return Enr.Parse(text, out _) is null ? reason : null;
    }

    private static Multiaddr? ReadPeer(string text) =>
        text.StartsWith('/') && Multiaddr.TryParse(text, out var address) && address is { TcpEndPoint.Port: > 0, Peer: not null }
            ? address : null;

    private static NodeContact? Read(string text, bool byIPv4, bool byIPv6, out string? reason)
    {
        if (text.StartsWith('/'))
        {
            return ReadMultiaddr(text, byIPv4, byIPv6, out reason);
        }

        if (Enr.Parse(text, out var refusal) is not { } record)
        {
            reason = text.StartsWith("enode:", StringComparison.Ordinal)
                ? "an enode is of the execution layer's discovery" : $"{refusal}";
            return null;
        }

        var contact = NodeContact.Of(record, byIPv4, byIPv6);
        reason = contact is null ? "the record has no UDP address of a family in use" : null;
        return contact;
    }

    private static NodeContact? ReadMultiaddr(string text, bool byIPv4, bool byIPv6, out string? reason)
    {
        reason = "a boot node's multiaddr is /ip4/ADDRESS/udp/PORT/p2p/PEER-ID, or /ip6/…, or /tcp/";
        if (text.Length > 300
            || text.Split('/') is not ["", var family, var host, var transport, var portText, "p2p" or "ipfs", var peerText])
        {
            return null;
        }

        if (transport != "udp")
        {
            reason = $"/{transport} with that address and port is spoken neither by discovery nor by libp2p here";
            return null;
        }

        if (!Multiaddr.TryParse($"/{family}/{host}/udp/{portText}", out var at) || at.UdpEndPoint is not { Port: > 0 } endpoint)
        {
            return null;
        }

        if (endpoint.AddressFamily == AddressFamily.InterNetwork ? !byIPv4 : !byIPv6)
        {
            reason = $"/{family} is not in use";
            return null;
        }

        var peerId = PeerId.Parse(peerText, out reason);
        if (peerId is null)
        {
            return null;
        }

        var contact = NodeContact.Of(peerId, endpoint);
        reason = contact is null ? "the peer id does not carry a secp256k1 key" : null;
        return contact;
    }
}
