using System.Buffers.Binary;
using Consensoor.Fuzz.Streams;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Libp2p;

/// <summary>
/// A muxer that is given frames of any kind, flags, stream and length, made bad, and a host that opens, writes, consumes and resets streams
/// meanwhile. A finding is an exception, or more streams or bytes than its settings allow.
/// </summary>
internal sealed class MuxerTarget(IConnectionProtocol<IMuxer, MuxerContext> protocol) : IFuzzTarget
{
    private static readonly MuxerSettings Settings = new()
    {
        // Few of all, so that what is given reaches the bounds.
        MaxInboundStreams = 6, MaxOutboundStreams = 4, MaxBuffered = 600, MaxStreamBuffered = 200, OutputLimit = 1 << 10,
        ControlLimit = 256, MaxFrame = 512, SendBuffer = 1 << 10,
    };

    private static readonly int MostStreams = Settings.MaxInboundStreams + Settings.MaxOutboundStreams;

    // The answer that was too much, and the word that the muxer goes away.
    private static readonly int MostOutput = Settings.OutputLimit + Settings.MaxFrame + Settings.ControlLimit + 64;

    public string Name => $"libp2p {protocol.Id.Split('/')[1]}";

    public int Share => 6;

    public string Run(FuzzRandom random)
    {
        var now = DateTimeOffset.UnixEpoch;
        var context = new MuxerContext(Settings, now);
        using var muxer = protocol.Listen(context);
        using var input = new ByteQueue();
        var streams = new HashSet<MuxedStream>();
        for (var steps = 1 + random.Next(12); steps > 0 && muxer.Failure == MuxerFailure.None; steps--)
        {
            now += TimeSpan.FromMilliseconds(random.Next(3000));
            var good = protocol is YamuxProtocol ? Yamux(random) : protocol is MplexProtocol ? Mplex(random) : Quic(random);
            input.Write(random.OneIn(3) ? HostileBytes.Spoil(random, good) : good);
            muxer.Receive(input, now);
            Use(random, muxer, streams);
            if (random.OneIn(6))
            {
                muxer.Wake(now);
            }

            muxer.Output.Consume(random.Next(muxer.Output.Count + 1));
            Require(muxer.Streams <= MostStreams, $"{muxer.Streams} streams", good);
            Require(muxer.Output.Count <= MostOutput, $"{muxer.Output.Count} bytes to send", good);
            Require(streams.Sum(static stream => stream.Input.Length) <= Settings.MaxBuffered, "too many bytes wait for sessions", good);
        }

        return muxer.Failure.ToString();
    }

    private static void Use(FuzzRandom random, IMuxer muxer, HashSet<MuxedStream> streams)
    {
        while (muxer.TryNextEvent(out var happened))
        {
            streams.Add(happened.Stream);
        }

        if (random.OneIn(4) && muxer.Open() is { } opened)
        {
            streams.Add(opened);
        }

        foreach (var stream in streams.Where(static stream => stream.End is null).ToArray())
        {
            switch (random.Next(5))
            {
                case 0:
                    stream.Write(random.Bytes(random.Next(200)));
                    break;
                case 1:
                    stream.Consume(random.Next(stream.Input.Length + 1));
                    break;
                case 2 when random.OneIn(3):
                    stream.EndOutput();
                    break;
                case 3 when random.OneIn(6):
                    stream.Reset();
                    break;
            }
        }
    }

    private static byte[] Yamux(FuzzRandom random)
    {
        var kind = (byte)random.Next(random.OneIn(8) ? 256 : 4);
        var data = kind == 0 ? random.Bytes(random.Next(60)) : [];
        var frame = new byte[12 + data.Length];
        frame[1] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)random.Next(random.OneIn(8) ? 65_536 : 16));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), kind < 2 ? (uint)random.Next(8) : 0);
        var length = kind == 0 ? (uint)data.Length : random.OneIn(3) ? uint.MaxValue - (uint)random.Next(5) : (uint)random.Next(600_000);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), length);
        data.CopyTo(frame.AsSpan(12));
        return frame;
    }

    // What a connection of QUIC tells its muxer: no stranger writes it, yet it is read as if one did.
    private static byte[] Quic(FuzzRandom random)
    {
        var kind = (byte)random.Next(random.OneIn(20) ? 256 : 5);
        var data = kind == 1 ? random.Bytes(random.Next(60)) : [];
        var record = new byte[9 + data.Length];
        record[0] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(1), (uint)random.Next(14));
        BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(5), random.OneIn(10) ? random.Next(600_000) - 5 : data.Length);
        data.CopyTo(record.AsSpan(9));
        return record;
    }

    private static byte[] Mplex(FuzzRandom random)
    {
        var data = random.Bytes(random.Next(60));
        var prefix = new byte[2 * Varint.MaxLength];
        var length = Varint.Write(prefix, (ulong)((8 * random.Next(8)) + random.Next(8)));
        length += Varint.Write(prefix.AsSpan(length), (ulong)(random.OneIn(10) ? random.Next(3 << 20) : data.Length));
        return [.. prefix[..length], .. data];
    }
}
