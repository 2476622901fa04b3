using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Wire;

/// <summary>
/// A stream on which frames go to a peer, behind a bounded queue. Frames are added, and the stream advanced, on the connection's thread.
/// </summary>
public sealed class MeshsubSender : ISessionMachine
{
    private readonly IWireOwner _owner;
    private readonly WireLimits _limits;
    private readonly FrameQueue _queue;
    // The frame that is under way, and what is left of it.
    private GossipFrame _frame;
    private ReadOnlyMemory<byte> _current;
    private string? _reason;
    private FairDeadline _stall;
    private bool _isOpened;
    private bool _isClosed;

    internal MeshsubSender(IWireOwner owner, WireLimits limits, ISessionStream stream, GossipVersion version)
    {
        (_owner, _limits, _queue) = (owner, limits, new FrameQueue(limits));
        (Peer, Connection, Stream, Version) = (stream.Peer, stream.Connection, stream.Id, version);
    }

    /// <summary>The peer that frames go to.</summary>
    public PeerId Peer { get; }

    /// <summary>The number of the connection.</summary>
    public long Connection { get; }

    /// <summary>The number of the stream in it.</summary>
    public long Stream { get; }

    /// <summary>The version that was agreed on.</summary>
    public GossipVersion Version { get; }

    /// <summary>Frames that were dropped since the peer was too slow.</summary>
    public ulong Dropped => _queue.Dropped;

    /// <inheritdoc/>
    public DateTimeOffset? WakeUp => _stall.At;

    /// <summary>Adds a frame, which is let go when it was sent or dropped; the stream is to be advanced next.</summary>
    public void Add(GossipFrame frame)
    {
        if (_isClosed)
        {
            frame.Release();
        }
        else if (!_queue.Add(frame))
        {
            _reason = "does not take what it has to be told";
        }
    }

    /// <summary>Drops a message that waits and that the peer does not want any more.</summary>
    public void Forget(MessageId id) => _queue.Forget(id);

    /// <inheritdoc/>
    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        if (!_isOpened)
        {
            _isOpened = true;
            _owner.SenderOpened(this);
        }

        // Nothing is said on this stream by the other side; what comes nevertheless is dropped.
        stream.Consume(stream.Input.Length);
        if (_reason is null && Send(stream))
        {
            _stall.Stop();
        }

        if (_stall.IsOver(now))
        {
            _reason = $"took nothing for {_limits.StallTimeout.TotalSeconds:0} s";
        }

        if (_reason is not null || stream.IsOutputEnded)
        {
            _stall.Stop();
            stream.Reset();
            return;
        }

        if (_current.IsEmpty && _queue.Count == 0)
        {
            _stall.Stop();
        }
        else
        {
            _stall.BeginOnce(now, _limits.StallTimeout);
        }
    }

    /// <inheritdoc/>
    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now)
    {
        _isClosed = true;
        Sent();
        _queue.Clear();
        _owner.SenderEnded(this, end, _reason);
    }

    // True where some bytes were taken.
    private bool Send(ISessionStream stream)
    {
        var written = 0L;
        while (stream.Room > 0)
        {
            if (_current.IsEmpty)
            {
                if (!_queue.TryTake(out _frame))
                {
                    break;
                }

                _current = _frame.Bytes;
            }

            var count = stream.Write(_current.Span);
            written += count;
            _current = _current[count..];
            if (_current.IsEmpty)
            {
                Sent();
            }
        }

        return written > 0;
    }

    private void Sent()
    {
        _frame.Release();
        (_frame, _current) = (default, default);
    }
}
