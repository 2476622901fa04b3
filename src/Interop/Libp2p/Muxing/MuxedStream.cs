using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>One stream of a muxer: what came and waits, what waits to be sent, and how far either half is.</summary>
public sealed class MuxedStream
{
    private readonly Muxer _muxer;

    internal MuxedStream(Muxer muxer, ulong wireId, bool isInbound) => (_muxer, WireId, IsInbound) = (muxer, wireId, isInbound);

    /// <summary>Whether the other side opened it.</summary>
    public bool IsInbound { get; }

    /// <summary>Bytes that came and were not consumed.</summary>
    public ReadOnlySpan<byte> Input => Received.Span;

    /// <summary>Whether all that the other side will send is in <see cref="Input"/>.</summary>
    public bool IsInputEnded { get; internal set; }

    /// <summary>Whether the own half was ended; it is on the wire once what waits is.</summary>
    public bool IsOutputEnded { get; internal set; }

    /// <summary>How the stream ended; null while it lives.</summary>
    public StreamEnd? End { get; internal set; }

    /// <summary>How many bytes <see cref="Write"/> takes now.</summary>
    public int Room => End is not null || IsOutputEnded ? 0 : Math.Max(0, _muxer.Settings.SendBuffer - Pending.Count);

    /// <summary>What the owner keeps with the stream.</summary>
    public object? Tag { get; set; }

    /// <summary>Bytes that were taken to be sent and wait for the other side's room.</summary>
    internal int Unsent => Pending.Count;

    internal ulong WireId { get; }

    internal ByteQueue Received { get; } = new();

    internal ByteQueue Pending { get; } = new();

    internal bool IsEndSent { get; set; }

    // QUIC: nothing of it is left below.
    internal bool IsOverBelow { get; set; }

    internal bool IsReadableQueued { get; set; }

    internal bool WantsRoom { get; set; }

    internal bool IsPumped { get; set; }

    // Yamux: bytes that may be sent; that may come; that were consumed and not yet given back; the window's size, and when bytes were
    // last given back.
    internal long SendWindow { get; set; }

    internal long ReceiveWindow { get; set; }

    internal long Returned { get; set; }

    internal long WindowSize { get; set; }

    internal DateTimeOffset WindowSince { get; set; }

    /// <summary>Lets bytes at the front go, and the other side send as many more.</summary>
    public void Consume(int count) => _muxer.Consume(this, count);

    /// <summary>Takes bytes to send, as many as there is room for, and says how many.</summary>
    public int Write(ReadOnlySpan<byte> bytes) => _muxer.Write(this, bytes);

    /// <summary>Ends the own half behind what was written.</summary>
    public void EndOutput() => _muxer.EndOutput(this);

    /// <summary>Ends both halves at once, for a reason that this side has.</summary>
    public void Reset(StreamEnd reason = StreamEnd.ResetHere) => _muxer.Reset(this, reason);
}
