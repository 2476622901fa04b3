using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Muxing;

/// <summary>Two muxers against a twin that is lists of bytes: whatever is done, each stream's bytes arrive whole and in order.</summary>
public class MuxerModelTests
{
    private static readonly MuxerSettings Small = new()
    {
        SendBuffer = 5_000,
        MaxFrame = 900,
        OutputLimit = 4_000,
        MaxStreamBuffered = 1 << 30,
        MaxInboundStreams = 1000,
        OpenBurst = 1000,
        MaxOutboundStreams = 6,
        MaxBuffered = 1 << 30,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Streams_arrive_as_they_were_written_whatever_is_done(bool isYamux) =>
        Gen.Select(Gen.Int, Gen.Int[1, 400]).Sample((seed, steps) => Run(new MuxerPair(isYamux, Small, seed), seed, steps), iter: 150);

    [Fact]
    public void Streams_of_quic_arrive_as_they_were_written_whatever_is_done() =>
        Gen.Select(Gen.Int, Gen.Int[1, 400]).Sample(static (seed, steps) => Run(new MuxerPair(Small, seed), seed, steps), iter: 150);

    private static void Run(MuxerPair made, int seed, int steps)
    {
        var random = new Random(seed);
        using var pair = made;
        var streams = new List<Twin>();
        var byHalf = new Dictionary<MuxedStream, Twin>();
        for (var i = 0; i < steps; i++)
        {
            var isDialer = random.Next(2) == 0;
            switch (random.Next(8))
            {
                case 0:
                    var opened = pair.Side(isDialer).Open();
                    Assert.Equal(streams.Count(twin => twin.IsDialers == isDialer && twin.Opener.End is null) >= 6, opened is null);
                    if (opened is not null)
                    {
                        streams.Add(byHalf[opened] = new Twin(isDialer, opened));
                    }

                    break;
                case 1 or 2 when streams.Count > 0:
                    Pick(streams, random).Write(random.Next(2) == 0, random);
                    break;
                case 3 or 4 when streams.Count > 0:
                    Pick(streams, random).Read(random.Next(2) == 0, random.Next(1, 20_000));
                    break;
                case 5 when streams.Count > 0 && random.Next(4) == 0:
                    Pick(streams, random).EndOutput(random.Next(2) == 0);
                    break;
                case 6 when streams.Count > 0 && random.Next(12) == 0:
                    Pick(streams, random).Reset(random.Next(2) == 0);
                    break;
                default:
                    pair.Step();
                    break;
            }

            Events(pair, streams, byHalf);
        }

        // All that was written arrives once both sides read, and a stream ended by both is gone on both.
        for (var i = 0; i < 2000; i++)
        {
            pair.Settle();
            Events(pair, streams, byHalf);
            foreach (var twin in streams)
            {
                twin.Read(true, int.MaxValue);
                twin.Read(false, int.MaxValue);
            }

            if (!pair.Step() && streams.TrueForAll(static twin => twin.IsSettled))
            {
                break;
            }
        }

        Events(pair, streams, byHalf);
        Assert.Equal((MuxerFailure.None, MuxerFailure.None), (pair.Dialer.Failure, pair.Listener.Failure));
        foreach (var twin in streams)
        {
            twin.Check();
        }

        Assert.Equal(streams.Count(static twin => twin.Opener.End is null), pair.Dialer.Streams);
        Assert.Equal(pair.Dialer.Streams, pair.Listener.Streams);
    }

    private static Twin Pick(List<Twin> streams, Random random) => streams[random.Next(streams.Count)];

    private static void Events(MuxerPair pair, List<Twin> streams, Dictionary<MuxedStream, Twin> byHalf)
    {
        foreach (var isDialer in new[] { true, false })
        {
            while (pair.Side(isDialer).TryNextEvent(out var happened))
            {
                if (happened.Kind == MuxerEventKind.Opened)
                {
                    // Streams arrive in the order they were opened.
                    var twin = streams.First(twin => twin.IsDialers != isDialer && twin.Accepter is null);
                    twin.Accepter = happened.Stream;
                    byHalf.Add(happened.Stream, twin);
                }

                Assert.True(byHalf[happened.Stream].Heard(happened));
            }
        }
    }

    private sealed class Twin(bool isDialers, MuxedStream opener)
    {
        private readonly List<byte>[] _written = [[], []];
        private readonly List<byte>[] _read = [[], []];
        private readonly bool[] _ended = new bool[2];
        private readonly HashSet<MuxedStream> _gone = [];
        private bool _isReset;
        private byte _next;

        public bool IsDialers => isDialers;

        public MuxedStream Opener => opener;

        public MuxedStream? Accepter { get; set; }

        public bool IsSettled => _isReset
            || (Accepter is not null && _read[0].Count == _written[1].Count && _read[1].Count == _written[0].Count);

        public void Write(bool byOpener, Random random)
        {
            if (Half(byOpener) is { End: null, IsOutputEnded: false } stream)
            {
                byte[] bytes = [.. Enumerable.Range(0, random.Next(6_000)).Select(_ => _next++)];
                var room = stream.Room;
                var count = stream.Write(bytes);
                Assert.True(count >= Math.Min(room, bytes.Length) && count <= bytes.Length);
                _written[byOpener ? 0 : 1].AddRange(bytes[..count]);
                _next = (byte)(_next - (bytes.Length - count));
            }
        }

        public void Read(bool byOpener, int limit)
        {
            if (Half(byOpener) is { End: null } stream)
            {
                var bytes = stream.Input[..Math.Min(limit, stream.Input.Length)].ToArray();
                _read[byOpener ? 0 : 1].AddRange(bytes);
                stream.Consume(bytes.Length);
            }
        }

        public void EndOutput(bool byOpener)
        {
            if (Half(byOpener) is { End: null } stream)
            {
                _ended[byOpener ? 0 : 1] = true;
                stream.EndOutput();
            }
        }

        public void Reset(bool byOpener)
        {
            if (Half(byOpener) is { End: null } stream)
            {
                _isReset = true;
                stream.Reset();
                Assert.Equal((StreamEnd.ResetHere, 0), (stream.End, stream.Room));
            }
        }

        // Nothing follows the end.
        public bool Heard(MuxerEvent happened) =>
            happened.Kind == MuxerEventKind.Ended ? _gone.Add(happened.Stream) : !_gone.Contains(happened.Stream);

        public void Check()
        {
            Assert.NotNull(Accepter);
            for (var half = 0; half < 2; half++)
            {
                var written = _written[1 - half];
                Assert.Equal(_isReset ? written[.._read[half].Count] : written, _read[half]);
            }

            if (_isReset)
            {
                Assert.True(opener.End is StreamEnd.ResetHere or StreamEnd.ResetByPeer or StreamEnd.Finished);
                Assert.True(Accepter!.End is StreamEnd.ResetHere or StreamEnd.ResetByPeer or StreamEnd.Finished);
            }
            else
            {
                StreamEnd? expected = _ended[0] && _ended[1] ? StreamEnd.Finished : null;
                Assert.Equal((expected, expected), (opener.End, Accepter!.End));
                Assert.Equal(_ended[1] || expected is not null, opener.IsInputEnded);
                Assert.Equal(_ended[0] || expected is not null, Accepter.IsInputEnded);
            }
        }

        private MuxedStream? Half(bool isOpener) => isOpener ? opener : Accepter;
    }
}
