using Consensoor.Interop.Libp2p.Quic;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Tests.Libp2p.Quic;

/// <summary>
/// Turns the records that one muxer of QUIC writes into those that the other one reads, as two ends of a connection do: the own streams of
/// the one (2, 4, …) are those of the other side there (1, 3, …).
/// </summary>
internal sealed class RecordRelay
{
    private readonly ByteQueue _relayed = new();
    private int _body;

    public ByteQueue Relay(ByteQueue written)
    {
        while (true)
        {
            _body -= written.MoveTo(_relayed, _body);
            if (_body > 0 || written.Count < QuicRecords.HeadLength)
            {
                return _relayed;
            }

            Assert(QuicRecords.TryRead(written.Span, out var kind, out var stream, out var number));
            written.Consume(QuicRecords.HeadLength);
            QuicRecords.Write(_relayed, kind, stream % 2 == 0 ? stream - 1 : stream + 1, number);
            _body = kind == QuicRecord.Data ? number : 0;
        }
    }

    private static void Assert(bool isRecord) => Xunit.Assert.True(isRecord, "a muxer wrote no record");
}
