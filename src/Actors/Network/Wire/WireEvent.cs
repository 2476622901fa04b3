using Consensoor.Interop.Buffers;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.ReqResp;
using Consensoor.Interop.Wire;

namespace Consensoor.Actors.Network.Wire;

/// <summary>What the sessions of a host tell the wire's actor (see <see cref="IWireOwner"/>).</summary>
internal abstract record WireEvent
{
    private WireEvent()
    {
    }

    /// <summary>The peer takes frames.</summary>
    public sealed record SenderOpened(MeshsubSender Sender) : WireEvent;

    /// <summary>The peer takes no more frames on the stream.</summary>
    public sealed record SenderEnded(MeshsubSender Sender, StreamEnd End, string? Reason) : WireEvent;

    /// <summary>Frames of the peer that came together.</summary>
    public sealed record Frames(MeshsubReceiver Receiver, IReadOnlyList<OwnedFrame> Bytes) : WireEvent;

    /// <summary>The peer sent no frames.</summary>
    public sealed record FramesBroken(MeshsubReceiver Receiver, string Reason) : WireEvent;

    /// <summary>A question of the peer.</summary>
    public sealed record Request(RequestListener Listener, ReadOnlyMemory<byte> Ssz) : WireEvent;

    /// <summary>The peer sent no valid question.</summary>
    public sealed record RequestBroken(RequestListener Listener, string Reason) : WireEvent;

    /// <summary>A chunk of an answer went out.</summary>
    public sealed record Sent(RequestListener Listener, int Bytes) : WireEvent;

    /// <summary>The stream of a peer's question is gone.</summary>
    public sealed record RequestEnded(RequestListener Listener) : WireEvent;

    /// <summary>A chunk of the answer to an own question.</summary>
    public sealed record Chunk(RequestDialer Dialer, ResponseChunk Response) : WireEvent;

    /// <summary>The answer to an own question ended.</summary>
    public sealed record AnswerEnded(RequestDialer Dialer, bool IsLost, string? Fault) : WireEvent;
}
