namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>Why a muxer gave its connection up.</summary>
public enum MuxerFailure
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>A header has another version, an unknown type, or a number that is none.</summary>
    MalformedHeader,

    /// <summary>A frame is longer than the limit.</summary>
    FrameTooLong,

    /// <summary>The other side opened a stream with a number that is this side's to give.</summary>
    WrongParity,

    /// <summary>The other side opened a stream with a number that it had given before.</summary>
    StreamReused,

    /// <summary>A frame is of a stream that nobody opened.</summary>
    UnknownStream,

    /// <summary>More bytes came than the window had room for.</summary>
    WindowExceeded,

    /// <summary>Window updates add up to more than a window may have.</summary>
    WindowOverflow,

    /// <summary>Streams were opened faster than the limit.</summary>
    OpenFlood,

    /// <summary>Pings came faster than the limit.</summary>
    PingFlood,

    /// <summary>The other side makes answers due and does not read them.</summary>
    ControlFlood,

    /// <summary>A ping was not answered in time.</summary>
    KeepAliveTimeout,

    /// <summary>A stream that was aborted did not go in time.</summary>
    StreamStays,
}
