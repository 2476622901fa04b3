using Consensoor.Interop.Libp2p.Quic;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Tests.Libp2p.Quic;

/// <summary>
/// Turns the records that one muxer of QUIC writes into those that the other one reads, as two ends of a connection do: the own streams of
/// the one (2, 4, …) are those of the other side there (1, 3, …). Nothing is left of a stream that was reset, or that both ended.
/// </summary>
internal sealed class RecordRelay
{
    private readonly ByteQueue _relayed = new();
    private readonly HashSet<uint> _ended = [];
    private readonly Queue<uint> _over = new();
    private RecordRelay? _back;
    private int _body;

    /// <summary>Makes the two of a connection.</summary>
    public static (RecordRelay ToListener, RecordRelay ToDialer) Pair()
    {
        var (one, other) = (new RecordRelay(), new RecordRelay());
        (one._back, other._back) = (other, one);
        return (one, other);
    }

    public ByteQueue Relay(ByteQueue written)
    {
        while (true)
        {
            _body -= written.MoveTo(_relayed, _body);
            if (_body > 0)
            {
                return _relayed;
            }

            while (_over.TryDequeue(out var over))
            {
                QuicRecords.Write(_relayed, QuicRecord.Over, over, 0);
            }

            if (written.Count < QuicRecords.HeadLength)
            {
                return _relayed;
            }

            Assert(QuicRecords.TryRead(written.Span, out var kind, out var stream, out var number));
            written.Consume(QuicRecords.HeadLength);
            var there = Mirrored(stream);
            QuicRecords.Write(_relayed, kind, there, number);
            _body = kind == QuicRecord.Data ? number : 0;
            if (kind == QuicRecord.Reset || (kind == QuicRecord.End && _ended.Add(stream) && _back!._ended.Contains(there)))
            {
                _over.Enqueue(there);
                _back!._over.Enqueue(stream);
            }
        }
    }

    private static uint Mirrored(uint stream) => stream % 2 == 0 ? stream - 1 : stream + 1;

    private static void Assert(bool isRecord) => Xunit.Assert.True(isRecord, "a muxer wrote no record");
}
