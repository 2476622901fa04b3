using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multistream;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>
/// A stream from its opening on: first the agreement on a protocol, then its session. What comes before the agreement is hidden from the
/// session; one that was dialled for a single protocol may write at once.
/// </summary>
internal sealed class SessionStream : ISessionStream
{
    // A line and its length are in it, however many follow.
    private const int AgreementWindow = 2048;

    private readonly MuxedStream _stream;
    private readonly INegotiation _negotiation;
    private readonly IReadOnlyDictionary<string, ISessionProtocol> _protocols;
    private readonly TimeSpan _rest;
    private FairDeadline _agreement;
    private FairDeadline _resting;
    private int _unsent;
    private bool _hasConsumed;

    public SessionStream(
        long id,
        long connection,
        PeerId peer,
        MuxedStream stream,
        IReadOnlyDictionary<string, ISessionProtocol> protocols,
        IReadOnlyList<string>? proposals,
        TimeSpan agreement,
        TimeSpan rest,
        DateTimeOffset now)
    {
        (Id, Connection, Peer, _stream, _protocols) = (id, connection, peer, stream, protocols);
        _agreement.Begin(now, agreement);
        _rest = rest;
        using var output = new ByteQueue();
        _negotiation = proposals is null ? new MultistreamListener([.. protocols.Keys]) : new MultistreamDialer(proposals, output);
        stream.Write(output.Span);
        stream.Tag = this;
    }

    public long Id { get; }

    public long Connection { get; }

    public PeerId Peer { get; }

    public string Protocol => _negotiation.Protocol ?? "";

    public bool IsInbound => _stream.IsInbound;

    public ReadOnlySpan<byte> Input => IsAgreed ? _stream.Input : [];

    public bool IsInputEnded => IsAgreed && _stream.IsInputEnded;

    public int Room => _stream.Room;

    public bool IsOutputEnded => _stream.IsOutputEnded;

    /// <summary>The session, once there is one.</summary>
    public ISessionMachine? Machine { get; private set; }

    /// <summary>When something is due.</summary>
    public DateTimeOffset? WakeUp =>
        Machine?.WakeUp is { } wake && !(_agreement.At < wake) ? wake : _agreement.At ?? _resting.At;

    private bool HasTime => _agreement.At is not null || Machine?.WakeUp is not null;

    private bool IsAgreed => _negotiation.State == NegotiationState.Agreed;

    public void Consume(int count)
    {
        _hasConsumed |= count > 0;
        _stream.Consume(count);
    }

    public int Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    public void EndOutput() => _stream.EndOutput();

    public void Reset() => _stream.Reset();

    /// <summary>Goes on with the agreement, or the session.</summary>
    public void Advance(DateTimeOffset now)
    {
        if (_stream.End is not null)
        {
            return;
        }

        if (!IsAgreed)
        {
            Agree(now);
        }

        if (_stream.End is null)
        {
            Machine?.Advance(this, now);
        }

        Rest(now);
    }

    /// <summary>Gives up an agreement, or a rest, that takes too long, and wakes the session that is due.</summary>
    public void Wake(DateTimeOffset now)
    {
        if (_agreement.IsOver(now))
        {
            _stream.Reset(StreamEnd.NotNegotiated);
        }
        else if (Machine?.WakeUp <= now)
        {
            Advance(now);
        }
        else if (_resting.At <= now)
        {
            Rest(now);
            if (_resting.IsOver(now))
            {
                _stream.Reset(StreamEnd.TooSlow);
            }
        }
    }

    /// <summary>Makes the session of a stream that was dialled for one protocol.</summary>
    public void DialAtOnce(DateTimeOffset now)
    {
        if (_negotiation.Protocol is { } only)
        {
            Machine = _protocols[only].Dial(this, now);
            Machine.Advance(this, now);
            Rest(now);
        }
    }

    /// <summary>Tells the session that the stream is gone; false where there was none.</summary>
    public bool Ended(DateTimeOffset now)
    {
        Machine?.Closed(this, _stream.End ?? StreamEnd.ConnectionClosed, now);
        return Machine is not null;
    }

    // The time of a stream that this side has done its part on, from the last byte that went or came; where its session has one, that.
    private void Rest(DateTimeOffset now)
    {
        if (_stream.End is not null || !_stream.IsOutputEnded || HasTime)
        {
            _resting.Stop();
        }
        else if (_resting.At is null || _hasConsumed || _stream.Unsent < _unsent)
        {
            _resting.Begin(now, _rest);
        }

        (_unsent, _hasConsumed) = (_stream.Unsent, false);
    }

    private void Agree(DateTimeOffset now)
    {
        using var input = new ByteQueue();
        using var output = new ByteQueue();
        while (_stream.Input.Length > 0 && _negotiation.State == NegotiationState.Pending)
        {
            input.Dispose();
            input.Write(_stream.Input[..Math.Min(_stream.Input.Length, AgreementWindow)]);
            var before = input.Count;
            _negotiation.Advance(input, output);
            if (_stream.Write(output.Span) < output.Count)
            {
                _stream.Reset(StreamEnd.NotNegotiated);
                return;
            }

            output.Dispose();
            if (before == input.Count || _negotiation.State is NegotiationState.Refused or NegotiationState.Malformed)
            {
                // Nothing is consumed of what ends the stream: it would count as finished.
                break;
            }

            _stream.Consume(before - input.Count);
        }

        switch (_negotiation.State)
        {
            case NegotiationState.Agreed:
                Agreed(now);
                break;
            case NegotiationState.Pending when _stream.IsInputEnded && IsInbound:
                // No reset: it would overtake the refusal that the other side has not read yet.
                _stream.Consume(_stream.Input.Length);
                _stream.EndOutput();
                break;
            case NegotiationState.Pending when _stream.IsInputEnded:
            case NegotiationState.Malformed:
                _stream.Reset(StreamEnd.NotNegotiated);
                break;
            case NegotiationState.Refused:
                _stream.Reset(StreamEnd.Refused);
                break;
        }
    }

    private void Agreed(DateTimeOffset now)
    {
        _agreement.Stop();
        if (Machine is null && _stream.End is null)
        {
            var protocol = _protocols[_negotiation.Protocol!];
            Machine = IsInbound ? protocol.Listen(this, now) : protocol.Dial(this, now);
            if (Machine is null)
            {
                _stream.Reset();
            }
        }
    }
}
