using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Interop.ReqResp;

namespace Consensoor.Interop.Wire;

/// <summary>
/// The stream of an own question (`phase0/p2p-interface.md#requesting-side`): the request goes out and the half is ended, chunks are handed
/// over as they come, and the end is told once. What breaks the protocol, or its times, resets the stream.
/// </summary>
public sealed class RequestDialer : ISessionMachine
{
    private readonly ResponseDecoder _decoder;
    private readonly IWireOwner _owner;
    private readonly ReqRespTimeouts _timeouts;
    private readonly ByteQueue _output = new();
    private FairDeadline _end;
    private FairDeadline _chunkEnd;
    private bool _isEnded;

    internal RequestDialer(
        ReqRespProtocol protocol,
        ResponseDecoder decoder,
        ReadOnlyMemory<byte> ssz,
        IWireOwner owner,
        WireLimits limits,
        ReqRespTimeouts timeouts,
        ISessionStream stream,
        DateTimeOffset now)
    {
        (Protocol, _decoder, _owner, _timeouts) = (protocol, decoder, owner, timeouts);
        (Peer, Connection, Stream) = (stream.Peer, stream.Connection, stream.Id);
        Window = new HandoverWindow(int.MaxValue, limits.ChunkBytes);
        ReqRespWriter.Request(_output, protocol, ssz.Span);
        _chunkEnd.Begin(now, timeouts.Agreement + timeouts.Chunk);
        _end.Begin(now, timeouts.Agreement + timeouts.Answer);
    }

    /// <summary>What is asked.</summary>
    public ReqRespProtocol Protocol { get; }

    /// <summary>The peer that is asked.</summary>
    public PeerId Peer { get; }

    /// <summary>The number of the connection.</summary>
    public long Connection { get; }

    /// <summary>The number of the stream in it.</summary>
    public long Stream { get; }

    /// <summary>What was handed over and not taken.</summary>
    public HandoverWindow Window { get; }

    /// <summary>Whether the asker has lost interest; advancing the stream then resets it, and nothing more is told.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether the peer does not speak the protocol.</summary>
    public bool IsRefused { get; private set; }

    /// <inheritdoc/>
    public DateTimeOffset? WakeUp => _isEnded ? null : _chunkEnd.At < _end.At ? _chunkEnd.At : _end.At;

    /// <inheritdoc/>
    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        if (_isEnded)
        {
            stream.Consume(stream.Input.Length);
            return;
        }

        if (IsCancelled)
        {
            _isEnded = true;
            stream.Reset();
            return;
        }

        _output.Consume(stream.Write(_output.Span));
        if (_output.Count == 0 && !stream.IsOutputEnded)
        {
            stream.EndOutput();
        }

        var isHeld = !Read(stream, now);
        if (_isEnded)
        {
            return;
        }

        if (isHeld)
        {
            // The owner is awaited, not the peer.
            _chunkEnd.Begin(now, _timeouts.Chunk);
        }
        else if (stream.IsInputEnded && stream.Input.IsEmpty)
        {
            Finish(stream, isLost: false, _decoder.End() ? null : _decoder.Reason);
            return;
        }

        // Both are asked, so that both know where this side stood still.
        if (_chunkEnd.IsOver(now) | _end.IsOver(now))
        {
            Finish(stream, isLost: true, null);
        }
    }

    /// <inheritdoc/>
    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now)
    {
        _output.Dispose();
        if (!_isEnded)
        {
            (_isEnded, IsRefused) = (true, end == StreamEnd.Refused);
            var isLost = end != StreamEnd.Finished || !_decoder.End();
            _owner.AnswerEnded(this, isLost, end == StreamEnd.Finished && isLost ? _decoder.Reason : null);
        }
    }

    // False where the owner has to take something first.
    private bool Read(ISessionStream stream, DateTimeOffset now)
    {
        while (Window.IsOpen())
        {
            var bytes = stream.Input;
            var before = bytes.Length;
            var isChunk = _decoder.TryRead(ref bytes, out var chunk);
            stream.Consume(before - bytes.Length);
            if (_decoder.Fault != StreamFault.None)
            {
                Finish(stream, isLost: true, _decoder.Reason);
                return true;
            }

            if (!isChunk)
            {
                return true;
            }

            _chunkEnd.Begin(now, _timeouts.Chunk);
            Window.Hand(chunk.Payload.Length);
            _owner.ChunkReceived(this, chunk);
            if (_decoder.IsComplete && stream.Input.IsEmpty)
            {
                Finish(stream, isLost: false, null);
                return true;
            }
        }

        return false;
    }

    private void Finish(ISessionStream stream, bool isLost, string? fault)
    {
        _isEnded = true;
        _owner.AnswerEnded(this, isLost, fault);
        if (!stream.IsInputEnded || !stream.IsOutputEnded || fault is not null)
        {
            stream.Reset();
        }
    }
}
