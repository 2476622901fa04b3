namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>How a stream ended.</summary>
public enum StreamEnd
{
    /// <summary>Both sides ended their halves.</summary>
    Finished,

    /// <summary>This side reset it.</summary>
    ResetHere,

    /// <summary>The other side reset it.</summary>
    ResetByPeer,

    /// <summary>
    /// More came than a session took in time, where nothing holds the sender up (mplex), or than the connection may hold.
    /// </summary>
    TooSlow,

    /// <summary>The other side broke the rules of the stream: bytes behind its end.</summary>
    Violation,

    /// <summary>The protocols that were proposed were refused.</summary>
    Refused,

    /// <summary>No protocol was agreed on in time, or the answer was no multistream-select.</summary>
    NotNegotiated,

    /// <summary>The connection is over.</summary>
    ConnectionClosed,
}
