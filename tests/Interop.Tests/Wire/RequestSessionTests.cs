using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Interop.ReqResp;
using Consensoor.Interop.Tests.Libp2p;
using Consensoor.Interop.Tests.Libp2p.Connections;
using Consensoor.Interop.Wire;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Wire;

public class RequestSessionTests
{
    private const string Ping = "/eth2/beacon_chain/req/ping/1/ssz_snappy";
    private const string Range = "/eth2/beacon_chain/req/beacon_blocks_by_range/2/ssz_snappy";
    private const string MetaData = "/eth2/beacon_chain/req/metadata/2/ssz_snappy";

    private static byte[] Block { get; } =
        SignedBeaconBlock.Default(WirePair.Spec.Ssz(ForkName.Altair)).ToSsz(WirePair.Spec.Ssz(ForkName.Altair));

    [Fact]
    public void A_question_is_answered_by_chunks_that_arrive_as_they_are_given()
    {
        using var wire = new WirePair();
        wire.Ask(Range, new byte[24]);
        Assert.Equal(new byte[24], Assert.Single(wire.Listener.Requests).Ssz);
        var context = new ForkDigest([1, 2, 3, 4]);
        for (var i = 1; i <= 3; i++)
        {
            wire.Answer(listener => listener.Give(0, context, Block));
            Assert.Equal(i, wire.Dialer.Chunks.Count);
            Assert.Equal(Enumerable.Repeat(Block.Length, i), wire.Listener.Sent);
        }

        Assert.Empty(wire.Dialer.Answers);
        wire.Answer(static listener => listener.End());
        Assert.Equal((false, null), Assert.Single(wire.Dialer.Answers));
        Assert.All(wire.Dialer.Chunks, chunk => Assert.Equal((0, context), (chunk.Chunk.Code, chunk.Chunk.Context!.Value)));
        Assert.All(wire.Dialer.Chunks, chunk => Assert.Equal(Block, chunk.Chunk.Payload.ToArray()));
        Assert.Equal((0, 0, 1), (wire.Pair.Dialer.Streams, wire.Pair.Listener.Streams, wire.Listener.RequestsEnded));
    }

    [Fact]
    public void A_question_without_content_and_an_error_for_an_answer_arrive()
    {
        using var wire = new WirePair();
        wire.Ask(MetaData, []);
        wire.Answer(static listener =>
        {
            listener.Give(3, null, "not here"u8);
            listener.End();
        });
        var (_, chunk) = Assert.Single(wire.Dialer.Chunks);
        Assert.Equal((3, "not here"), (chunk.Code, System.Text.Encoding.UTF8.GetString(chunk.Payload.Span)));
        Assert.Equal((false, null), Assert.Single(wire.Dialer.Answers));
    }

    [Fact]
    public void Chunks_count_as_sent_when_the_peer_has_room_for_them()
    {
        using var wire = new WirePair(new WireLimits { ChunkBytes = 1 });
        wire.Dialer.IsBusy = true;
        var dialer = wire.Ask(MetaData, []);
        using var other = new WirePair(new WireLimits { AnswerBytes = 1 << 20 });
        other.Ask(Range, new byte[24], 1000);
        other.Pair.IsCut = true;
        for (var i = 0; i < 1000 && other.Listener.RequestsEnded == 0; i++)
        {
            // Random bytes do not compress.
            other.Answer(static listener => listener.Give(0, default(ForkDigest), RandomBlock));
        }

        Assert.InRange(other.Listener.Sent.Count, 1, 20);
        Assert.Equal(1, other.Listener.RequestsEnded);
        Assert.Equal((0, 0L), dialer.Window.Held);
    }

    [Theory]
    [InlineData(Range, "", "ended before")]
    [InlineData(Range, "ffffffffffffffffffff01", "")]
    [InlineData(Range, "18", "ended before")]
    [InlineData(Range, "19", "")]
    [InlineData(MetaData, "00", "with content")]
    [InlineData(Ping, "08fe060000734e6150705901", "")]
    public void What_is_no_request_is_answered_as_such_and_costs_the_peer(string protocol, string bytes, string reason)
    {
        var script = new ScriptedProtocol(protocol, Convert.FromHexString(bytes));
        using var wire = new WirePair(stranger: []);
        wire.Pair.Dialer.Open([script], wire.Pair.Now);
        wire.Pair.Settle();
        Assert.Empty(wire.Listener.Requests);
        Assert.Contains(reason, Assert.Single(wire.Listener.RequestsBrokenBy), StringComparison.Ordinal);
        Assert.Equal(1, script.Heard[0]);
        Assert.Equal(0, wire.Pair.Listener.Streams);
    }

    /// <summary>Nobody has looked at what came meanwhile: its sender is given the time once more.</summary>
    [Fact]
    public void A_request_has_its_time_once_more_where_this_side_stood_still()
    {
        using var wire = new WirePair(stranger: []);
        wire.Pair.Dialer.Open([new ScriptedProtocol(Range, [24, 0xff], ends: false)], wire.Pair.Now);
        wire.Pair.Pass(TimeSpan.FromSeconds(1));
        wire.Pair.StandStill(TimeSpan.FromMinutes(1));
        Assert.Empty(wire.Listener.RequestsBrokenBy);
        wire.Pair.Pass(TimeSpan.FromSeconds(11));
        Assert.Single(wire.Listener.RequestsBrokenBy);
    }

    [Fact]
    public void A_request_that_is_not_completed_in_time_ends()
    {
        var script = new ScriptedProtocol(Range, [24, 0xff], ends: false);
        using var wire = new WirePair(stranger: []);
        wire.Pair.Dialer.Open([script], wire.Pair.Now);
        wire.Pair.Pass(TimeSpan.FromSeconds(9));
        Assert.Empty(wire.Listener.RequestsBrokenBy);
        wire.Pair.Pass(TimeSpan.FromSeconds(2));
        Assert.Single(wire.Listener.RequestsBrokenBy);
        Assert.Equal([StreamEnd.ResetByPeer], script.Ended);
    }

    [Fact]
    public void A_peer_that_does_not_answer_is_not_waited_for()
    {
        using var wire = new WirePair();
        wire.Ask(Range, new byte[24]);
        wire.Pair.Pass(TimeSpan.FromSeconds(16));
        Assert.Equal((true, null), Assert.Single(wire.Dialer.Answers));
        Assert.Equal((0, 1), (wire.Pair.Dialer.Streams, wire.Listener.RequestsEnded));
    }

    [Fact]
    public void An_answer_has_its_time_once_more_where_this_side_stood_still()
    {
        using var wire = new WirePair();
        wire.Ask(Range, new byte[24]);
        wire.Pair.Pass(TimeSpan.FromSeconds(1));
        wire.Pair.StandStill(TimeSpan.FromMinutes(5));
        wire.Pair.Pass(TimeSpan.FromSeconds(9));
        Assert.Empty(wire.Dialer.Answers);
        wire.Pair.Pass(TimeSpan.FromSeconds(7));
        Assert.Equal((true, null), Assert.Single(wire.Dialer.Answers));
    }

    [Fact]
    public void A_question_that_is_given_up_resets_its_stream_and_tells_nothing()
    {
        using var wire = new WirePair();
        var dialer = wire.Ask(Range, new byte[24]);
        dialer.IsCancelled = true;
        wire.Pair.Dialer.AdvanceStream(dialer.Stream, wire.Pair.Now);
        wire.Pair.Settle();
        Assert.Empty(wire.Dialer.Answers);
        Assert.Equal((0, 1), (wire.Pair.Listener.Streams, wire.Listener.RequestsEnded));
    }

    [Fact]
    public void More_chunks_than_were_asked_for_end_the_answer_with_the_fault_or_are_not_read()
    {
        using var bytes = new ByteQueue();
        ReqRespProtocols.TryFind(Range, out var protocol);
        for (var i = 0; i < 3; i++)
        {
            ReqRespWriter.Chunk(bytes, default(ForkDigest), Block);
        }

        var script = new ScriptedProtocol(Range, bytes.Span.ToArray(), ends: false);
        var owner = new WireLog();
        var host = new TestHost(new Secp256k1Identity(NodeKey.Create(TestRandom.From(3))), "x", sessions: [script]);
        using var pair = new ConnectionPair(listens: host).Settle();
        var dial = new RequestDial(
            protocol!, WirePair.Spec, static _ => ForkName.Altair, 2, new byte[24], owner, new WireLimits(), new ReqRespTimeouts());
        pair.Dialer.Open([dial], pair.Now);
        pair.Settle();
        Assert.Equal(2, owner.Chunks.Count);
        Assert.Single(owner.Answers);
        Assert.Equal(0, pair.Dialer.Streams);
    }

    private static byte[] RandomBlock
    {
        get
        {
            var bytes = new byte[100_000];
            new Random(1).NextBytes(bytes);
            return bytes;
        }
    }
}
