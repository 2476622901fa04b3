using System.Net;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Discovery.Table;

/// <summary>
/// What it takes to talk to a node: public key (33 bytes) and address. The record is missing for boot nodes given as multiaddr.
/// </summary>
public sealed record NodeContact(NodeId NodeId, ReadOnlyMemory<byte> PublicKey, IPEndPoint Endpoint, Enr? Record)
{
    /// <summary>The contact a record gives, by the address family in use; null where it has no such address.</summary>
    public static NodeContact? Of(Enr record, bool byIPv4, bool byIPv6)
    {
        var endpoint = (byIPv4 ? record.UdpEndpoint4 : null) ?? (byIPv6 ? record.UdpEndpoint6 : null);
        return endpoint is null ? null : new NodeContact(record.NodeId, record.PublicKey.ToArray(), endpoint, record);
    }

    /// <summary>The contact a peer of libp2p gives, without a record; null where its peer id does not carry a secp256k1 key.</summary>
    public static NodeContact? Of(PeerId peer, IPEndPoint endpoint) => PeerNodeId.Of(peer) is { } node
        ? new NodeContact(node, peer.InlinedKey()!.Data.ToArray(), endpoint, null)
        : null;
}
