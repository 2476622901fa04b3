namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>
/// One side's part of a protocol on one stream. It is called by one thread at a time, reads and writes through its stream, and never waits.
/// </summary>
public interface ISessionMachine
{
    /// <summary>When <see cref="Advance"/> is to be called though nothing came; null where only the stream wakes it.</summary>
    DateTimeOffset? WakeUp { get; }

    /// <summary>
    /// Does what can be done: bytes have come, there is room to write again, the other side has ended its half, or it is time. Bytes that
    /// are not consumed stay and hold the sender up.
    /// </summary>
    void Advance(ISessionStream stream, DateTimeOffset now);

    /// <summary>Hears, once, that the stream is gone, and how; it can no more be used.</summary>
    void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now);
}
