using System.Security.Cryptography;
using System.Text;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>Node ids of peers that are known by name: by their public key, and in networks without keys by the name itself.</summary>
public static class PeerNodeId
{
    /// <summary>Computes the node id of a peer: that of the secp256k1 key in its peer id; null where there is none.</summary>
    public static NodeId? Of(PeerId peer) =>
        peer.InlinedKey() is { Type: PeerKeyType.Secp256k1 } key && NodeKey.TryGetNodeId(key.Data, out var node) ? new NodeId(node) : null;

    /// <summary>
    /// Computes the node id of a peer by its name: null for a peer id without a key, whose custody nobody can compute; of a name that is no
    /// peer id, as in a simulation, its SHA-256.
    /// </summary>
    public static NodeId? Of(string peer) =>
        PeerId.TryParse(peer, out var id) ? Of(id) : NodeId.From(SHA256.HashData(Encoding.UTF8.GetBytes(peer)));
}
