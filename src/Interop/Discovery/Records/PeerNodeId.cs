using System.Security.Cryptography;
using System.Text;
using Consensoor.Interop.Identity;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>Node ids of peers that are known by name: by their public key, and in networks without keys by the name itself.</summary>
public static class PeerNodeId
{
    /// <summary>
    /// Computes the node id of a peer: of a peer id with a secp256k1 key in it the key's; null for a peer id without one, whose custody
    /// nobody can compute; of any other name, as in a simulation, its SHA-256.
    /// </summary>
    public static NodeId? Of(string peer)
    {
        if (PeerId.Parse(peer, out _) is not { } id)
        {
            return NodeId.From(SHA256.HashData(Encoding.UTF8.GetBytes(peer)));
        }

        // An inlined key stands behind the two bytes of the multihash.
        return id.Bytes is [0x00, _, .. var encoded]
            && PeerPublicKey.TryDecode(encoded) is { Type: PeerKeyType.Secp256k1 } key
            && NodeKey.TryGetNodeId(key.Data, out Bytes32 node)
            ? new NodeId(node)
            : null;
    }
}
