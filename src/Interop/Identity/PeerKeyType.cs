namespace Consensoor.Interop.Identity;

/// <summary>The kinds of libp2p identity keys, by their number in the protobuf message (`libp2p/specs peer-ids`).</summary>
public enum PeerKeyType : byte
{
    /// <summary>RSA, DER-encoded PKIX.</summary>
    Rsa = 0,

    /// <summary>Ed25519, 32 bytes.</summary>
    Ed25519 = 1,

    /// <summary>secp256k1, 33 bytes compressed.</summary>
    Secp256k1 = 2,

    /// <summary>ECDSA on another curve, DER-encoded PKIX.</summary>
    Ecdsa = 3,
}
