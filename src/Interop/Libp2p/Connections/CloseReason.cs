namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>Why a connection is over.</summary>
public enum CloseReason
{
    /// <summary>The host ended it without another reason.</summary>
    Requested,

    /// <summary>The host stops.</summary>
    ShuttingDown,

    /// <summary>There are more connections than the limits let be, or than the target.</summary>
    TooMany,

    /// <summary>The peer or its address is banned.</summary>
    Banned,

    /// <summary>Another connection with the same peer is kept.</summary>
    Duplicate,

    /// <summary>The other side ended the link.</summary>
    PeerEnded,

    /// <summary>The other side said that it goes away.</summary>
    PeerWentAway,

    /// <summary>The link failed below, or could not be made.</summary>
    LinkFailed,

    /// <summary>No agreement on how to secure it in time.</summary>
    SecurityAgreementTimeout,

    /// <summary>The handshake was not over in time.</summary>
    HandshakeTimeout,

    /// <summary>No agreement on how to divide it in time.</summary>
    MuxerAgreementTimeout,

    /// <summary>The other side does not speak multistream-select.</summary>
    NotMultistream,

    /// <summary>The other side secures connections in no way that is spoken here.</summary>
    SecurityRefused,

    /// <summary>The handshake, or a frame behind it, failed as the security failure says.</summary>
    SecurityFailed,

    /// <summary>The other side divides connections in no way that is spoken here.</summary>
    MuxerRefused,

    /// <summary>The muxer gave up as its failure says.</summary>
    MuxerFailed,

    /// <summary>A ping was not answered in time.</summary>
    KeepAliveTimeout,
}
