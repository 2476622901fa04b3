namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>The bounds of a muxer. A connection holds at most MaxBuffered received bytes and SendBuffer for each stream.</summary>
public sealed record MuxerSettings
{
    /// <summary>The most streams that the other side may have open; one more is reset.</summary>
    public int MaxInboundStreams { get; init; } = 128;

    /// <summary>The most streams that this side opens.</summary>
    public int MaxOutboundStreams { get; init; } = 128;

    /// <summary>Streams a second that the other side may open, over time.</summary>
    public int OpensPerSecond { get; init; } = 100;

    /// <summary>Streams that it may open at once.</summary>
    public int OpenBurst { get; init; } = 512;

    /// <summary>Pings a second that it may send, and twice as many at once (Yamux).</summary>
    public int PingsPerSecond { get; init; } = 32;

    /// <summary>Received bytes of all streams that wait for sessions; the stream that would exceed it is reset at once.</summary>
    public int MaxBuffered { get; init; } = 16 << 20;

    /// <summary>Received bytes of one stream that wait, where it has no window (mplex); then the whole connection is held up.</summary>
    public int MaxStreamBuffered { get; init; } = 4 << 20;

    /// <summary>How long a stream without windows may hold its connection up; then it is reset.</summary>
    public TimeSpan HoldTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The window that a stream grows to while its bytes are consumed as fast as they come (Yamux), in bytes.</summary>
    public int MaxWindow { get; init; } = 4 << 20;

    /// <summary>Bytes to send that a stream holds while its window is closed or the connection is busy.</summary>
    public int SendBuffer { get; init; } = 256 << 10;

    /// <summary>The most bytes of a frame that is sent, so that streams take turns.</summary>
    public int MaxFrame { get; init; } = 32 << 10;

    /// <summary>Bytes of frames that wait for the connection before streams are held up.</summary>
    public int OutputLimit { get; init; } = 256 << 10;

    /// <summary>Bytes of answers above that before the connection is given up.</summary>
    public int ControlLimit { get; init; } = 64 << 10;

    /// <summary>How often a ping is sent (Yamux).</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long its answer may take.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long what waits below on a stream that is over here may take to be sent and acknowledged (QUIC); then it is aborted, and has as
    /// long again to go.
    /// </summary>
    public TimeSpan RestTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
