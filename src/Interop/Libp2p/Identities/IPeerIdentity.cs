using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Libp2p.Identities;

/// <summary>The key pair that a libp2p host proves itself by.</summary>
public interface IPeerIdentity
{
    /// <summary>The public key.</summary>
    PeerPublicKey PublicKey { get; }

    /// <summary>The peer id that follows from the public key.</summary>
    PeerId PeerId { get; }

    /// <summary>Signs a message as the kind of key does it: secp256k1 its SHA-256, as DER; Ed25519 the message, 64 bytes.</summary>
    byte[] Sign(ReadOnlySpan<byte> message);
}
