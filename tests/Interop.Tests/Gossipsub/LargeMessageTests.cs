using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Spec.Gossip;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>
/// Large messages lie in buffers that the router, the queues and whoever sends them share: each is read while it is held, and all come
/// back. The pool overwrites what comes back, so that bytes which somebody still reads are seen to be wrong.
/// </summary>
public sealed class LargeMessageTests
{
    private const int Peers = 4;
    private const string Topic = RouterUnderTest.Topic;
    private static readonly int[] Sizes = [60, 40_000, 70_000, 150_000];

    // A step: what is done (0 and 1 a peer's message alone or with something else, 2 own message, 3 verdict, 4 IWANT, 5 heartbeat,
    // 6 frames are sent), and which message and peer.
    [Fact]
    public void Every_frame_holds_its_message_until_it_is_sent_and_all_buffers_come_back() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 11], Gen.Int[0, Peers - 1]).Array[0, 120].Sample(
            static steps =>
            {
                var pool = new SharedBytesPool(4 << 20, wipes: true);
                var test = new Wires(pool);
                foreach (var (kind, message, peer) in steps)
                {
                    test.Do(kind, message, peer);
                }

                test.End();
                Assert.Equal(0, pool.Held);
            },
            iter: 60);

    [Fact]
    public void A_message_goes_on_in_the_frame_it_came_in_unless_more_was_in_it()
    {
        foreach (var isAlone in new[] { true, false })
        {
            var pool = new SharedBytesPool(4 << 20);
            var test = new Wires(pool);
            test.Do(isAlone ? 0 : 1, message: 3, peer: 0);
            Assert.Equal(1, pool.Held);
            test.Do(3, message: 0, peer: 0);
            Assert.Equal(Peers - 1, test.Waiting);
            Assert.Equal(1, pool.Held);
            Assert.Equal(isAlone, pool.IdleBytes == 0);
            test.End();
            Assert.Equal(0, pool.Held);
        }
    }

    /// <summary>So many ids came that one is forgotten whose message is held; it comes again, compressed otherwise.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void What_is_held_is_a_copy_though_its_id_is_forgotten(bool isJudged, bool isOwn)
    {
        var pool = new SharedBytesPool(4 << 20, wipes: true);
        var test = new Wires(pool, new GossipLimits { Seen = 2 });
        test.Do(0, message: 3, peer: 0);
        if (isJudged)
        {
            test.Do(3, message: 0, peer: 0);
        }

        test.Do(0, message: 1, peer: 1);
        test.Do(0, message: 2, peer: 2);
        if (isOwn)
        {
            test.Do(2, message: 3, peer: 0);
        }
        else
        {
            test.Receive(1, new RpcBytes().Message(Topic, Literals(Ssz(3))));
        }

        Assert.Equal((0UL, isOwn ? 0UL : 1), (test.Counts.Published, test.Counts.Copies));
        test.Do(3, message: 0, peer: 0);
        test.End();
        Assert.Equal(0, pool.Held);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(70_000, false)]
    [InlineData(70_000, true)]
    public void Parts_of_a_message_outlive_the_frame_they_came_in(int size, bool hasMetadata)
    {
        var pool = new SharedBytesPool(4 << 20, wipes: true);
        var now = TimeSpan.FromSeconds(10);
        var router = new GossipRouter(new GossipSettings { Pool = pool, HasPartialMessages = true }, new Random(1), now);
        var topic = new GossipTopicSettings(Topic, MessageIdRule.Altair, 1 << 20);
        router.Subscribe(topic with { Partial = PartialSupport.Requests | PartialSupport.Sends }, now);
        router.AddPeer("a", GossipVersion.V13, true, "", now);
        router.Receive("a", new RpcBytes().Extensions().SubscribePartial(Topic).ToArray(), now);
        var (group, parts, metadata) = (RouterUnderTest.Ssz(1, 32), RouterUnderTest.Ssz(2, size), RouterUnderTest.Ssz(3, 16));
        using var decoder = new FrameDecoder(1 << 20, pool);
        ReadOnlySpan<byte> bytes = RpcFrames.Framed(new RpcBytes().Partial(Topic, group, parts, hasMetadata ? metadata : null).ToArray());
        Assert.True(decoder.TryRead(ref bytes, out var frame));
        router.Receive("a", frame, now);
        frame.Release();
        Assert.Equal(0, pool.Held);
        PartialEvent? news;
        do
        {
            Assert.True(router.TryTakePartial(out news));
        }
        while (news.Kind != PartialEventKind.Message);

        Assert.Equal(group, news.Group.ToArray());
        Assert.Equal(parts, news.Message?.ToArray());
        Assert.Equal(hasMetadata ? metadata : null, news.Metadata?.ToArray());
    }

    private static byte[] Ssz(int message) => RouterUnderTest.Ssz(message, Sizes[message % Sizes.Length]);

    // A snappy block that is nothing but literals of 50,000 bytes at most.
    private static byte[] Literals(byte[] ssz)
    {
        List<byte> block = [];
        for (var length = ssz.Length; ; length >>= 7)
        {
            block.Add((byte)((length & 0x7f) | (length > 0x7f ? 0x80 : 0)));
            if (length <= 0x7f)
            {
                break;
            }
        }

        foreach (var piece in ssz.Chunk(50_000))
        {
            block.AddRange([61 << 2, (byte)(piece.Length - 1), (byte)((piece.Length - 1) >> 8)]);
            block.AddRange(piece);
        }

        return [.. block];
    }

    private sealed class Wires
    {
        private readonly SharedBytesPool _pool;
        private readonly GossipRouter _router;
        private readonly List<GossipFrame> _frames = [];
        private TimeSpan _now = TimeSpan.FromSeconds(10);

        public Wires(SharedBytesPool pool, GossipLimits? limits = null)
        {
            _pool = pool;
            _router = new GossipRouter(new GossipSettings { Pool = pool, Limits = limits ?? new GossipLimits() }, new Random(1), _now);
            _router.Subscribe(new GossipTopicSettings(Topic, MessageIdRule.Altair, 1 << 20), _now);
            for (var peer = 0; peer < Peers; peer++)
            {
                _router.AddPeer($"{peer}", GossipVersion.V12, true, "", _now);
                _router.Receive($"{peer}", new RpcBytes().Subscribe(Topic).ToArray(), _now);
            }

            Drain();
        }

        public GossipCounts Counts => _router.Counts;

        public int Waiting => _frames.Count(static frame => frame.Buffer is not null);

        public void Do(int kind, int message, int peer)
        {
            switch (kind)
            {
                case 0:
                    Receive(peer, new RpcBytes().Ssz(Topic, Ssz(message)));
                    break;
                case 1:
                    Receive(peer, new RpcBytes().Ssz(Topic, Ssz(message)).Unknown());
                    break;
                case 2:
                    _router.Publish(new GossipTopicSettings(Topic, MessageIdRule.Altair, 1 << 20), Ssz(message), _now);
                    break;
                case 3:
                    Judge((GossipDecision)(message % 3));
                    break;
                case 4:
                    Receive(peer, new RpcBytes().Want(RouterUnderTest.IdOf(Ssz(message))));
                    break;
                case 5:
                    _now = _router.NextWakeUp;
                    _router.Wake(_now);
                    break;
                default:
                    Send(peer + 1);
                    break;
            }

            Drain();
        }

        public void End()
        {
            for (var end = _now + TimeSpan.FromMinutes(3); _now < end;)
            {
                Do(5, 0, 0);
            }

            Send(_frames.Count);
        }

        public void Receive(int peer, RpcBytes rpc)
        {
            using var decoder = new FrameDecoder(1 << 20, _pool);
            ReadOnlySpan<byte> bytes = RpcFrames.Framed(rpc.ToArray());
            Assert.True(decoder.TryRead(ref bytes, out var frame));
            _router.Receive($"{peer}", frame, _now);
            frame.Release();
        }

        private void Judge(GossipDecision decision)
        {
            while (_router.TryTakeDelivery(out var delivery))
            {
                _router.Judge(delivery.Id, decision, "the test says so", _now);
            }
        }

        // What is sent is whole.
        private void Send(int count)
        {
            foreach (var frame in _frames.Take(count))
            {
                using var decoder = new FrameDecoder(1 << 20);
                var bytes = frame.Bytes.Span;
                Assert.True(decoder.TryRead(ref bytes, out var rpc) && bytes.IsEmpty);
                foreach (var told in Told.Read(rpc.Bytes).Where(static told => told.Kind == "message"))
                {
                    Assert.Equal(frame.Id, RouterUnderTest.IdOf(SnappyBlock.Decompress(told.Data, 1 << 20)!));
                }

                frame.Release();
            }

            _frames.RemoveRange(0, Math.Min(count, _frames.Count));
        }

        private void Drain()
        {
            while (_router.TryTakeFrame(out var frame))
            {
                _frames.Add(frame);
            }

            while (_router.TryTakeEvent(out _))
            {
            }
        }
    }
}
