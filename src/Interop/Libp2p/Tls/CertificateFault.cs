namespace Consensoor.Interop.Libp2p.Tls;

/// <summary>Why the certificate of a peer is refused (`libp2p/specs tls`).</summary>
public enum CertificateFault
{
    /// <summary>It is not refused.</summary>
    None,

    /// <summary>There is none, or more than one.</summary>
    NotOne,

    /// <summary>It is longer than the limit.</summary>
    TooLong,

    /// <summary>It is no X.509 certificate of version 3 in DER.</summary>
    Malformed,

    /// <summary>It has an issuerUniqueID or subjectUniqueID.</summary>
    UniqueId,

    /// <summary>It is not valid yet.</summary>
    NotYetValid,

    /// <summary>It is valid no more.</summary>
    Expired,

    /// <summary>It has no extension of libp2p.</summary>
    NoExtension,

    /// <summary>It has more than one extension of libp2p.</summary>
    TwoExtensions,

    /// <summary>It has a critical extension that is not known here.</summary>
    UnknownCritical,

    /// <summary>It is signed in a way that is not spoken: other than ECDSA on P-256 or P-384, or Ed25519.</summary>
    UnknownAlgorithm,

    /// <summary>It is not signed by its own key.</summary>
    BadSelfSignature,

    /// <summary>The extension holds no public key with a signature.</summary>
    MalformedExtension,

    /// <summary>The peer's key is of a kind that is not spoken (RSA).</summary>
    UnknownKeyType,

    /// <summary>The peer's key did not sign the certificate's key.</summary>
    BadKeySignature,

    /// <summary>The peer is another than the one that was dialled.</summary>
    AnotherPeer,

    /// <summary>The peer has the own identity.</summary>
    OwnIdentity,
}
