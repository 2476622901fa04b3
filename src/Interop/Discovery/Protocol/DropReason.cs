namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>Why a datagram had no effect; each is counted.</summary>
public enum DropReason
{
    /// <summary>It is no packet for this node.</summary>
    NotAPacket,

    /// <summary>It says it is of this node itself.</summary>
    Own,

    /// <summary>Its sender, or all, had as many challenges as there are.</summary>
    ChallengeLimit,

    /// <summary>It is a WHOAREYOU to nothing that was asked there, or a second one.</summary>
    NoSuchRequest,

    /// <summary>It is a handshake without a challenge that is still good, or with one that was answered already.</summary>
    NoSuchChallenge,

    /// <summary>It is a handshake whose record is refused or another node's.</summary>
    HandshakeRecord,

    /// <summary>It is a handshake whose signature or keys are not right.</summary>
    HandshakeProof,

    /// <summary>It came before.</summary>
    Replay,

    /// <summary>Its message is of no known type or form.</summary>
    UnknownMessage,

    /// <summary>Its sender asked too much.</summary>
    RequestLimit,

    /// <summary>It answers nothing that was asked.</summary>
    Unasked,
}
