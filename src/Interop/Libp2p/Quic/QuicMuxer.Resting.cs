using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Quic;

/// <content>
/// The time of streams that are over here and not yet at the socket's end, where what was written waits for the other side. QUIC bounds how
/// many there are, since it counts them as open.
/// </content>
public sealed partial class QuicMuxer
{
    // Until when each may stay, and whether it was aborted; no time before the next wake-up, which is due at once.
    private readonly Dictionary<uint, (DateTimeOffset? Until, bool IsAborted)> _resting = [];

    /// <inheritdoc />
    public override DateTimeOffset? WakeUp =>
        _resting.Count == 0 ? null : _resting.Values.Min(static rest => rest.Until ?? DateTimeOffset.MinValue);

    /// <inheritdoc />
    public override void Wake(DateTimeOffset now)
    {
        foreach (var (wireId, (until, isAborted)) in _resting.ToArray())
        {
            if (until is null)
            {
                _resting[wireId] = (now + Settings.RestTimeout, isAborted);
            }
            else if (until <= now && isAborted)
            {
                Fail(MuxerFailure.StreamStays);
            }
            else if (until <= now)
            {
                Write(QuicRecord.Reset, wireId, 0);
                _resting[wireId] = (now + Settings.RestTimeout, true);
            }
        }
    }

    private protected override void Gone(MuxedStream stream)
    {
        var wireId = (uint)stream.WireId;
        if (stream.IsOverBelow || stream.End == StreamEnd.ConnectionClosed)
        {
            _resting.Remove(wireId);
        }
        else
        {
            _resting.TryAdd(wireId, (null, stream.End != StreamEnd.Finished));
        }
    }

    private void Over(uint wireId, MuxedStream? stream)
    {
        _resting.Remove(wireId);
        if (stream is not null)
        {
            stream.IsOverBelow = true;
        }
    }
}
