namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>
/// What the socket's end of a QUIC connection and its muxer say to each other, within the process: nine bytes, of kind, stream and number,
/// the last two big-endian, and bytes behind those of <see cref="Data"/>.
/// </summary>
internal enum QuicRecord : byte
{
    /// <summary>A stream is opened.</summary>
    Open,

    /// <summary>So many bytes of a stream follow.</summary>
    Data,

    /// <summary>The half of a stream is ended behind what was said.</summary>
    End,

    /// <summary>A stream is over.</summary>
    Reset,

    /// <summary>So many bytes more of a stream are taken.</summary>
    Room,

    /// <summary>Nothing of a stream is left at the socket's end, which alone says so.</summary>
    Over,
}
