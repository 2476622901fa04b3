using System.Text;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Wire;

/// <summary>
/// The stream of a peer's question (`phase0/p2p-interface.md#responding-side`): one bounded request is read and handed over, then chunks go
/// out as they are given, on the connection's thread, until the end is given. What waits is bounded; who gives chunks hears of each when it
/// was sent.
/// </summary>
public sealed class RequestListener : ISessionMachine
{
    private const byte InvalidRequest = 1;

    private readonly IWireOwner _owner;
    private readonly WireLimits _limits;
    private readonly ReqRespTimeouts _timeouts;
    private readonly RequestDecoder _decoder;
    private readonly ByteQueue _output = new();
    private FairDeadline _deadline;
    // The ends of chunks in the bytes that were ever written, with the size each was given in.
    private readonly Queue<(long End, int Bytes)> _chunks = new();
    private long _given;
    private long _sent;
    private Stage _stage;

    internal RequestListener(
        ReqRespProtocol protocol,
        ChainSpec spec,
        IWireOwner owner,
        WireLimits limits,
        ReqRespTimeouts timeouts,
        ISessionStream stream,
        DateTimeOffset now)
    {
        (Protocol, _owner, _limits, _timeouts) = (protocol, owner, limits, timeouts);
        (Peer, Connection, Stream) = (stream.Peer, stream.Connection, stream.Id);
        _decoder = new RequestDecoder(protocol, spec);
        _deadline.Begin(now, timeouts.Request);
    }

    private enum Stage
    {
        Request,
        Answer,
        Ending,
        Over,
    }

    /// <summary>What is asked.</summary>
    public ReqRespProtocol Protocol { get; }

    /// <summary>The peer that asks.</summary>
    public PeerId Peer { get; }

    /// <summary>The number of the connection.</summary>
    public long Connection { get; }

    /// <summary>The number of the stream in it.</summary>
    public long Stream { get; }

    /// <summary>Whether a request was received, so that the end is told.</summary>
    public bool IsReceived { get; private set; }

    /// <inheritdoc/>
    public DateTimeOffset? WakeUp => _deadline.At;

    /// <summary>Gives a chunk, with a code other than zero an error; the stream is to be advanced next.</summary>
    public void Give(byte code, ForkDigest? context, ReadOnlySpan<byte> ssz)
    {
        if (_stage != Stage.Answer)
        {
            return;
        }

        var before = _output.Count;
        if (code == 0)
        {
            ReqRespWriter.Chunk(_output, context, ssz);
        }
        else
        {
            ReqRespWriter.Error(_output, code, Encoding.UTF8.GetString(ssz));
        }

        _given += _output.Count - before;
        _chunks.Enqueue((_given, ssz.Length));
    }

    /// <summary>Gives the end of the answer; the stream is to be advanced next.</summary>
    public void End() => _stage = _stage == Stage.Answer ? Stage.Ending : _stage;

    /// <inheritdoc/>
    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        if (_stage == Stage.Request)
        {
            Read(stream, now);
        }

        if (_stage is Stage.Answer or Stage.Ending)
        {
            Write(stream, now);
        }

        if (_stage == Stage.Over)
        {
            stream.Consume(stream.Input.Length);
        }

        if (_deadline.IsOver(now))
        {
            if (_stage == Stage.Request)
            {
                _owner.RequestBroken(this, "sent no whole request in time");
            }

            Over(stream);
        }
    }

    /// <inheritdoc/>
    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now)
    {
        _stage = Stage.Over;
        _deadline.Stop();
        _output.Dispose();
        if (IsReceived)
        {
            _owner.RequestEnded(this);
        }
    }

    private void Read(ISessionStream stream, DateTimeOffset now)
    {
        var isRead = _decoder.Read(stream.Input);
        stream.Consume(stream.Input.Length);
        if (isRead && !stream.IsInputEnded)
        {
            return;
        }

        _deadline.Stop();
        _stage = Stage.Answer;
        if (isRead && _decoder.End(out var ssz))
        {
            IsReceived = true;
            _owner.RequestReceived(this, ssz);
            return;
        }

        _owner.RequestBroken(this, _decoder.Reason);
        Give(InvalidRequest, null, Encoding.UTF8.GetBytes(_decoder.Reason));
        End();
        _deadline.Begin(now, _timeouts.Write);
    }

    private void Write(ISessionStream stream, DateTimeOffset now)
    {
        if (_output.Count > _limits.AnswerBytes)
        {
            Over(stream);
            return;
        }

        // What comes behind the request counts for nothing.
        stream.Consume(stream.Input.Length);
        var written = stream.Write(_output.Span);
        _output.Consume(written);
        _sent += written;
        while (_chunks.TryPeek(out var chunk) && chunk.End <= _sent)
        {
            _chunks.Dequeue();
            _owner.ChunkSent(this, chunk.Bytes);
        }

        if (written > 0 || _output.Count == 0)
        {
            _deadline.Stop();
        }

        if (_output.Count > 0)
        {
            _deadline.BeginOnce(now, _timeouts.Write);
        }
        else if (_stage == Stage.Ending)
        {
            _stage = Stage.Over;
            stream.EndOutput();
            if (!stream.IsInputEnded)
            {
                // A peer that sent no valid request may leave its half open.
                _deadline.Begin(now, _timeouts.Write);
            }
        }
    }

    private void Over(ISessionStream stream)
    {
        _stage = Stage.Over;
        _deadline.Stop();
        stream.Reset();
    }
}
