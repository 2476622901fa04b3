using Consensoor.Interop.Buffers;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Wire;

/// <summary>
/// A stream on which a peer sends its frames. It hands over as many as its window takes; what is beyond stays in the stream, whose flow
/// control holds the peer.
/// </summary>
public sealed class MeshsubReceiver : ISessionMachine
{
    private readonly Meshsub _meshsub;
    private readonly IWireOwner _owner;
    private readonly WireLimits _limits;
    private readonly FrameDecoder _decoder;
    private FairDeadline _frameEnd;
    private bool _isBroken;

    internal MeshsubReceiver(
        Meshsub meshsub, IWireOwner owner, WireLimits limits, int maxFrame, ISessionStream stream, HandoverWindow window)
    {
        (_meshsub, _owner, _limits) = (meshsub, owner, limits);
        _decoder = new FrameDecoder(maxFrame, limits.Pool);
        (Peer, Connection, Stream) = (stream.Peer, stream.Connection, stream.Id);
        Window = window;
    }

    /// <summary>The peer that sends.</summary>
    public PeerId Peer { get; }

    /// <summary>The number of the connection.</summary>
    public long Connection { get; }

    /// <summary>The number of the stream in it.</summary>
    public long Stream { get; }

    /// <summary>What was handed over and not taken, of this stream and those before it.</summary>
    public HandoverWindow Window { get; }

    /// <inheritdoc/>
    public DateTimeOffset? WakeUp => _frameEnd.At;

    /// <inheritdoc/>
    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        if (_isBroken)
        {
            return;
        }

        var isWhole = false;
        while (Read(stream) is { } frames)
        {
            isWhole = true;
            _owner.FramesReceived(this, frames);
        }

        if (_decoder.Fault != FrameFault.None)
        {
            var isLong = _decoder.Fault == FrameFault.TooLong;
            Break(stream, isLong ? "sent a frame that is longer than a frame may be" : "sent a frame whose length is no varint");
            return;
        }

        // The time of a frame counts while its bytes are awaited, not while the owner is.
        if (!_decoder.IsInside || !stream.Input.IsEmpty)
        {
            _frameEnd.Stop();
        }
        else if (isWhole || WakeUp is null)
        {
            _frameEnd.Begin(now, _limits.FrameTimeout);
        }
        else if (_frameEnd.IsOver(now))
        {
            Break(stream, "did not complete a frame in time");
            return;
        }

        if (stream.IsInputEnded && stream.Input.IsEmpty)
        {
            stream.EndOutput();
        }
    }

    /// <inheritdoc/>
    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now)
    {
        _decoder.Dispose();
        _meshsub.Closed(this);
    }

    // The whole frames that came, as many as the window takes; null where there is none.
    private List<OwnedFrame>? Read(ISessionStream stream)
    {
        List<OwnedFrame>? frames = null;
        var bytes = stream.Input;
        var before = bytes.Length;
        while (Window.IsOpen() && _decoder.TryRead(ref bytes, out var frame))
        {
            Window.Hand(frame.Length);
            (frames ??= []).Add(frame);
        }

        stream.Consume(before - bytes.Length);
        return frames;
    }

    private void Break(ISessionStream stream, string reason)
    {
        _isBroken = true;
        _frameEnd.Stop();
        _owner.FramesBroken(this, reason);
        stream.Reset();
    }
}
