using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Libp2p.Identities;

/// <summary>The identity of a node key, as Ethereum's consensus clients have it.</summary>
public sealed class Secp256k1Identity(NodeKey key) : IPeerIdentity
{
    /// <inheritdoc />
    public PeerPublicKey PublicKey => key.PeerKey;

    /// <inheritdoc />
    public PeerId PeerId => key.PeerId;

    /// <inheritdoc />
    public byte[] Sign(ReadOnlySpan<byte> message) => key.SignMessage(message);
}
