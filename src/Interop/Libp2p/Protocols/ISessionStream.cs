using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>A stream within a connection, as a session sees it: bytes in order both ways, each half closed on its own.</summary>
public interface ISessionStream
{
    /// <summary>The number of the stream within the connection, counted here; it comes back no more.</summary>
    long Id { get; }

    /// <summary>The number of the connection, as its host counts it.</summary>
    long Connection { get; }

    /// <summary>The peer on the other side, as the handshake proved it.</summary>
    PeerId Peer { get; }

    /// <summary>The protocol that is spoken.</summary>
    string Protocol { get; }

    /// <summary>Whether the other side opened it.</summary>
    bool IsInbound { get; }

    /// <summary>The bytes that came and were not consumed; good until the next call to the stream.</summary>
    ReadOnlySpan<byte> Input { get; }

    /// <summary>Whether the other side has ended its half and all it sent is in <see cref="Input"/>.</summary>
    bool IsInputEnded { get; }

    /// <summary>How many bytes <see cref="Write"/> takes now.</summary>
    int Room { get; }

    /// <summary>Whether the own half was ended.</summary>
    bool IsOutputEnded { get; }

    /// <summary>Lets bytes at the front go, and the sender send as many more.</summary>
    void Consume(int count);

    /// <summary>
    /// Takes bytes to send, as many from the front as there is room for, and says how many; where little or no room is left, the session is
    /// advanced when there is more again.
    /// </summary>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Ends the own half behind what was written.</summary>
    void EndOutput();

    /// <summary>Ends both halves at once; the session hears <see cref="StreamEnd.ResetHere"/>.</summary>
    void Reset();
}
