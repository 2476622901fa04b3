using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Quic;

/// <content>
/// The time of streams that are over here and not yet at the socket's end, where what was written waits for the other side. QUIC bounds how
/// many there are, since it counts them as open.
/// </content>
public sealed partial class QuicMuxer
{
    // How long each may stay, and whether it was aborted; no time before the next wake-up, which is due at once.
    private readonly Dictionary<uint, (FairDeadline Time, bool IsAborted)> _resting = [];

    /// <inheritdoc />
    public override DateTimeOffset? WakeUp =>
        _resting.Count == 0 ? null : _resting.Values.Min(static rest => rest.Time.At ?? DateTimeOffset.MinValue);

    /// <inheritdoc />
    public override void Wake(DateTimeOffset now)
    {
        foreach (var (wireId, rest) in _resting.ToArray())
        {
            var (time, isAborted) = rest;
            time.BeginOnce(now, Settings.RestTimeout);
            if (time.IsOver(now) && isAborted)
            {
                Fail(MuxerFailure.StreamStays);
            }
            else if (time.IsOver(now))
            {
                Write(QuicRecord.Reset, wireId, 0);
                time.Begin(now, Settings.RestTimeout);
                isAborted = true;
            }

            _resting[wireId] = (time, isAborted);
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
            _resting.TryAdd(wireId, (default, stream.End != StreamEnd.Finished));
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
