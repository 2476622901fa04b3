using Consensoor.Interop.Buffers;

namespace Consensoor.Interop.Wire;

/// <summary>The bounds and time-outs of the sessions of one connection: gossip and requests.</summary>
public sealed record WireLimits
{
    /// <summary>Frames handed over that nobody has taken yet. Beyond it the session reads no more, which holds the peer.</summary>
    public int Frames { get; init; } = 512;

    /// <summary>Their bytes; one frame may go beyond.</summary>
    public long FrameBytes { get; init; } = 4 << 20;

    /// <summary>Where the buffers of large frames come from.</summary>
    public SharedBytesPool Pool { get; init; } = SharedBytesPool.Default;

    /// <summary>How long the bytes of one frame may take to come.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Bytes of messages and gossip that wait for a peer; the bytes of one message are shared by all queues it is in. Drop rule: the least
    /// urgent goes, the oldest of it first.
    /// </summary>
    public long QueueBytes { get; init; } = 16 << 20;

    /// <summary>Frames of messages and gossip that wait for a peer. Drop rule: the same.</summary>
    public int QueueFrames { get; init; } = 8192;

    /// <summary>Bytes of control frames that wait for a peer. Drop rule: none, the stream is closed beyond it.</summary>
    public long ControlBytes { get; init; } = 1 << 20;

    /// <summary>How long a peer may take none of what waits for it; then the stream is closed.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of an answer that wait for a peer. Drop rule: the stream is reset; who gives chunks waits for those sent.</summary>
    public long AnswerBytes { get; init; } = 32 << 20;

    /// <summary>Bytes of chunks handed over that nobody has taken yet; one chunk may go beyond. Then the session reads no more.</summary>
    public long ChunkBytes { get; init; } = 4 << 20;
}
