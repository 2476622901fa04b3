using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>One side's part in dividing a connection into streams: plain bytes and the time in, frames and events out.</summary>
public interface IMuxer : IDisposable
{
    /// <summary>Why it gave up; then it takes and gives nothing any more, but what waits in <see cref="Output"/>.</summary>
    MuxerFailure Failure { get; }

    /// <summary>Frames to send. Whoever takes some calls <see cref="Pump"/>.</summary>
    ByteQueue Output { get; }

    /// <summary>Streams that are open.</summary>
    int Streams { get; }

    /// <summary>What the other side said when it went away; null while it stays.</summary>
    uint? RemoteGoAway { get; }

    /// <summary>The time between a ping and its answer, where there was one.</summary>
    TimeSpan? RoundTrip { get; }

    /// <summary>When <see cref="Wake"/> is to be called; null where never.</summary>
    DateTimeOffset? WakeUp { get; }

    /// <summary>Whether it takes nothing until a session has read: whoever feeds it reads no more of the link meanwhile.</summary>
    bool IsHeld { get; }

    /// <summary>Takes frames from the front of the input, partial ones too; what is not taken stays.</summary>
    void Receive(ByteQueue input, DateTimeOffset now);

    /// <summary>Writes frames of what streams hold, in turn, as windows and the room in the output let it.</summary>
    void Pump();

    /// <summary>Does what is due: keep-alive.</summary>
    void Wake(DateTimeOffset now);

    /// <summary>Opens a stream; null at the limit, and where the other side goes away.</summary>
    MuxedStream? Open();

    /// <summary>Takes the next event; false where there is none.</summary>
    bool TryNextEvent(out MuxerEvent next);

    /// <summary>Says that this side goes away, with a reason of Yamux: 0 normal, 1 protocol error, 2 internal error.</summary>
    void GoAway(uint reason);
}
