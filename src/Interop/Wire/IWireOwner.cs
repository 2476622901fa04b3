using Consensoor.Interop.Buffers;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.ReqResp;

namespace Consensoor.Interop.Wire;

/// <summary>
/// Who hears what the sessions of gossip and requests have to say. It is called on the threads of connections, those of one connection one
/// after another, and must not wait.
/// </summary>
public interface IWireOwner
{
    /// <summary>The peer takes frames on a stream, by a version of gossipsub that was agreed on.</summary>
    void SenderOpened(MeshsubSender sender);

    /// <summary>The peer takes no more frames on a stream.</summary>
    void SenderEnded(MeshsubSender sender, StreamEnd end, string? reason);

    /// <summary>Frames of the peer that came together; the owner owes the receiver's window their take, and lets go of each.</summary>
    void FramesReceived(MeshsubReceiver receiver, IReadOnlyList<OwnedFrame> frames);

    /// <summary>The peer sent what is no stream of frames, or not in time; the stream was reset.</summary>
    void FramesBroken(MeshsubReceiver receiver, string reason);

    /// <summary>A peer's whole request.</summary>
    void RequestReceived(RequestListener listener, ReadOnlyMemory<byte> ssz);

    /// <summary>A peer sent no valid request; it was answered so, or its stream reset.</summary>
    void RequestBroken(RequestListener listener, string reason);

    /// <summary>A chunk of an answer was sent, all of its bytes.</summary>
    void ChunkSent(RequestListener listener, int bytes);

    /// <summary>The stream of a peer's request is gone; not said where no request was received.</summary>
    void RequestEnded(RequestListener listener);

    /// <summary>A chunk of the answer to an own request; the owner owes the dialer's window its take.</summary>
    void ChunkReceived(RequestDialer dialer, ResponseChunk chunk);

    /// <summary>
    /// The answer to an own request ended; lost where the stream went before its end. Fault says what the peer did against the protocol.
    /// </summary>
    void AnswerEnded(RequestDialer dialer, bool isLost, string? fault);
}
