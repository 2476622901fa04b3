namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>Why a connection could not be secured, or is so no more.</summary>
public enum SecurityFailure
{
    /// <summary>Nothing failed.</summary>
    None,

    /// <summary>A handshake message was above the limit.</summary>
    MessageTooLong,

    /// <summary>A handshake message was too short, forged, or held a key that shares no secret.</summary>
    BadHandshake,

    /// <summary>The payload was no libp2p payload.</summary>
    MalformedPayload,

    /// <summary>The identity is of a kind that is not spoken (RSA).</summary>
    UnknownKeyType,

    /// <summary>The identity did not sign the static key.</summary>
    BadSignature,

    /// <summary>The peer is another than the one that was dialled.</summary>
    AnotherPeer,

    /// <summary>The peer has the own identity.</summary>
    OwnIdentity,

    /// <summary>A frame was shorter than its tag, or forged.</summary>
    BadFrame,

    /// <summary>All nonces of a key were used.</summary>
    NoncesUsedUp,
}
