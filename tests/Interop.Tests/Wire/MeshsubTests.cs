using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Wire;
using Xunit;

namespace Consensoor.Interop.Tests.Wire;

public class MeshsubTests
{
    private const string Newest = "/meshsub/1.3.0";

    [Fact]
    public void Frames_arrive_in_their_order_on_the_newest_version_both_speak()
    {
        using var wire = new WirePair();
        var sender = wire.OpenSender();
        Assert.Equal(GossipVersion.V13, sender.Version);
        byte[][] frames = [[], [1], new byte[70_000], new byte[900_000]];
        wire.Send(sender, [.. frames.Select(static frame => Forward(frame))]);
        Assert.Equal(frames, wire.Listener.Frames.Select(static frame => frame.Bytes));
        Assert.Equal((0, 0L), wire.Listener.Frames[0].Receiver.Window.Held);
    }

    [Fact]
    public void An_owner_that_takes_nothing_holds_the_peer_and_loses_nothing()
    {
        var limits = new WireLimits { Frames = 4, FrameBytes = 1 << 20 };
        using var wire = new WirePair(limits);
        wire.Listener.IsBusy = true;
        var sender = wire.OpenSender();
        var count = 40;
        for (var i = 0; i < count; i++)
        {
            wire.Send(sender, Forward([(byte)i, .. new byte[200_000]]));
        }

        Assert.Equal(4, wire.Listener.Frames.Count);
        for (var taken = 0; taken < count; taken++)
        {
            var (receiver, bytes) = wire.Listener.Frames[taken];
            if (receiver.Window.Take(bytes.Length))
            {
                wire.Pair.Listener.AdvanceStream(receiver.Stream, wire.Pair.Now);
                wire.Pair.Settle();
            }

            var (held, heldBytes) = receiver.Window.Held;
            Assert.InRange(held, 0, 4);
            Assert.InRange(heldBytes, 0, (1 << 20) + 200_001);
        }

        Assert.Equal(Enumerable.Range(0, count).Select(static i => (byte)i), wire.Listener.Frames.Select(static frame => frame.Bytes[0]));
        Assert.Equal(0UL, sender.Dropped);
    }

    [Fact]
    public void A_peer_that_reads_nothing_loses_messages_first_and_then_its_stream()
    {
        var limits = new WireLimits { QueueBytes = 1 << 20, ControlBytes = 1 << 10 };
        using var wire = new WirePair(limits);
        wire.Listener.IsBusy = true;
        var sender = wire.OpenSender();
        wire.Pair.IsCut = true;
        for (var i = 0; i < 100; i++)
        {
            wire.Send(sender, Forward(new byte[100_000]));
        }

        Assert.InRange(sender.Dropped, 80UL, 99UL);
        Assert.Empty(wire.Dialer.SendersEnded);
        wire.Send(sender, [.. Enumerable.Repeat(new GossipFrame("", new byte[100], FramePriority.Control), 20)]);
        Assert.Equal((StreamEnd.ResetHere, "does not take what it has to be told"), Assert.Single(wire.Dialer.SendersEnded));
    }

    [Fact]
    public void A_peer_that_takes_nothing_for_long_loses_its_stream()
    {
        using var wire = new WirePair();
        var sender = wire.OpenSender();
        wire.Send(sender, Forward(new byte[10]));
        wire.Pair.Pass(TimeSpan.FromMinutes(2));
        Assert.Empty(wire.Dialer.SendersEnded);
        wire.Listener.IsBusy = true;
        for (var i = 0; i < 200; i++)
        {
            wire.Send(sender, Forward(new byte[100_000]));
        }

        // What this side did not see, since it stood still, counts for nothing.
        wire.Pair.StandStill(TimeSpan.FromMinutes(2));
        wire.Pair.Pass(TimeSpan.FromSeconds(29));
        Assert.Empty(wire.Dialer.SendersEnded);
        wire.Pair.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal("took nothing for 30 s", Assert.Single(wire.Dialer.SendersEnded).Reason);
    }

    /// <summary>The stream says that it has room again although nothing was refused: what waits goes on, and nobody pays for it.</summary>
    [Fact]
    public void A_frame_that_fills_the_buffer_to_its_end_does_not_hold_up_the_next()
    {
        using var wire = new WirePair();
        var watched = new Watched(wire.DialerMeshsub.Protocols[0]);
        wire.Pair.Dialer.Open([watched], wire.Pair.Now);
        wire.Pair.Settle();
        var (sender, stream) = (wire.Dialer.Senders[^1], watched.Stream!);
        var most = stream.Room;
        wire.Pair.IsCut = true;
        var sent = 0;
        for (; stream.Room > 100_000; sent++)
        {
            wire.Send(sender, Forward(new byte[50_000]));
        }

        Assert.InRange(stream.Room, 20_000, most - 1);
        wire.Send(sender, Forward(new byte[stream.Room - 3]));
        Assert.Equal(0, stream.Room);
        wire.Send(sender, Forward([1]));
        wire.Pair.IsCut = false;
        wire.Pair.Settle();
        Assert.Equal(sent + 2, wire.Listener.Frames.Count);
        wire.Pair.Pass(TimeSpan.FromSeconds(31));
        Assert.Empty(wire.Dialer.SendersEnded);
    }

    [Theory]
    [InlineData("ffffff7f")]
    [InlineData("ffffffffffffffff7f")]
    public void A_frame_that_is_too_long_ends_the_stream_before_its_bytes_come(string length)
    {
        using var wire = new WirePair(stranger: []);
        wire.Pair.Dialer.Open([new ScriptedProtocol(Newest, Convert.FromHexString(length), ends: false)], wire.Pair.Now);
        wire.Pair.Settle();
        Assert.Contains("longer", Assert.Single(wire.Listener.FramesBrokenBy), StringComparison.Ordinal);
        Assert.Equal(0, wire.Pair.Listener.Streams);
    }

    [Fact]
    public void A_frame_whose_bytes_do_not_come_ends_the_stream_and_one_that_is_whole_does_not()
    {
        using var wire = new WirePair(stranger: []);
        wire.Pair.Dialer.Open([new ScriptedProtocol(Newest, [2, 1, 2], ends: false)], wire.Pair.Now);
        wire.Pair.Pass(TimeSpan.FromMinutes(5));
        Assert.Empty(wire.Listener.FramesBrokenBy);
        wire.Pair.Dialer.Open([new ScriptedProtocol("/meshsub/1.1.0", [2, 1, 2, 200, 1, 7], ends: false)], wire.Pair.Now);
        wire.Pair.Pass(TimeSpan.FromSeconds(59));
        Assert.Empty(wire.Listener.FramesBrokenBy);
        wire.Pair.Pass(TimeSpan.FromSeconds(2));
        Assert.Contains("in time", Assert.Single(wire.Listener.FramesBrokenBy), StringComparison.Ordinal);
    }

    /// <summary>Nobody has looked at what came meanwhile: a frame has its time once more, and no third time.</summary>
    [Fact]
    public void A_frame_has_its_time_once_more_where_this_side_stood_still()
    {
        using var wire = new WirePair(stranger: []);
        wire.Pair.Dialer.Open([new ScriptedProtocol(Newest, [2, 1, 2, 200, 1, 7], ends: false)], wire.Pair.Now);
        wire.Pair.Pass(TimeSpan.FromSeconds(1));
        wire.Pair.StandStill(TimeSpan.FromMinutes(2));
        wire.Pair.Pass(TimeSpan.FromSeconds(50));
        Assert.Empty(wire.Listener.FramesBrokenBy);
        wire.Pair.StandStill(TimeSpan.FromMinutes(2));
        Assert.Single(wire.Listener.FramesBrokenBy);
    }

    [Fact]
    public void A_second_stream_of_a_peer_takes_the_place_of_the_first()
    {
        var first = new ScriptedProtocol(Newest, RpcFrames.Framed([1]), ends: false);
        var second = new ScriptedProtocol("/meshsub/1.2.0", RpcFrames.Framed([2]), ends: false);
        using var wire = new WirePair(stranger: []);
        foreach (var script in new[] { first, second })
        {
            wire.Pair.Dialer.Open([script], wire.Pair.Now);
            wire.Pair.Settle();
        }

        Assert.Equal([StreamEnd.ResetByPeer], first.Ended);
        Assert.Empty(second.Ended);
        Assert.Equal(1, wire.Pair.Listener.Streams);
        Assert.Equal([1, 2], wire.Listener.Frames.Select(static frame => (int)frame.Bytes[0]));
    }

    /// <summary>A peer that opens one stream after the other gets no room of its own for each.</summary>
    [Fact]
    public void However_many_streams_a_peer_opens_no_more_waits_for_the_owner()
    {
        var limits = new WireLimits { Frames = 4, FrameBytes = 1 << 20 };
        using var wire = new WirePair(limits, stranger: []);
        wire.Listener.IsBusy = true;
        byte[] frames = [.. Enumerable.Repeat(RpcFrames.Framed([1]).ToArray(), 10).SelectMany(static frame => frame)];
        for (var stream = 0; stream < 20; stream++)
        {
            wire.Pair.Dialer.Open([new ScriptedProtocol(Newest, frames, ends: false)], wire.Pair.Now);
            wire.Pair.Settle();
        }

        Assert.Equal(4, wire.Listener.Frames.Count);
        Assert.Equal(1, wire.Pair.Listener.Streams);

        // When the owner takes it, the stream goes on that is there by then.
        for (var taken = 0; taken < 4 + 10; taken++)
        {
            if (wire.Listener.Frames[taken].Receiver.Window.Take(1))
            {
                wire.Pair.Listener.AdvanceStream(wire.ListenerMeshsub.ReceivingStream(0)!.Value, wire.Pair.Now);
                wire.Pair.Settle();
            }
        }

        Assert.Equal(4 + 10, wire.Listener.Frames.Count);
        Assert.Equal((0, 0L), wire.Listener.Frames[0].Receiver.Window.Held);
        wire.ListenerMeshsub.Ended(0);
        Assert.Null(wire.ListenerMeshsub.ReceivingStream(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Buffers_come_back_when_frames_are_sent_and_when_the_connection_ends_before(bool isCut)
    {
        var pool = new SharedBytesPool(8 << 20, wipes: true);
        using var wire = new WirePair(new WireLimits { Pool = pool, QueueBytes = 1 << 20 });
        var sender = wire.OpenSender();
        wire.Pair.IsCut = isCut;
        byte[][] messages = [.. Enumerable.Range(1, 20).Select(static i => Enumerable.Repeat((byte)i, 150_000).ToArray())];
        byte[][] expected = [.. messages.Select(static data => new Gossipsub.RpcBytes().Message("t", data).ToArray())];
        foreach (var data in messages)
        {
            wire.Send(sender, Shared(data, pool));
        }

        Assert.Equal(isCut ? [] : expected, wire.Listener.Frames.Select(static frame => frame.Bytes));
        Assert.Equal(isCut, pool.Held > 0);
        wire.Pair.Dialer.Shut(CloseReason.Requested, wire.Pair.Now);
        wire.Send(sender, Shared([1, .. new byte[100_000]], pool));
        Assert.Equal(0, pool.Held);
    }

    [Fact]
    public void A_frame_that_the_end_of_the_connection_cuts_off_gives_its_buffer_back()
    {
        var pool = new SharedBytesPool(8 << 20);
        using var wire = new WirePair(new WireLimits { Pool = pool }, stranger: []);
        byte[] part = [.. RpcFrames.Framed(new byte[200_000]).Take(100_000)];
        wire.Pair.Dialer.Open([new ScriptedProtocol(Newest, part, ends: false)], wire.Pair.Now);
        wire.Pair.Settle();
        Assert.Equal(1, pool.Held);
        wire.Pair.Listener.LinkEnded(CloseReason.PeerEnded, wire.Pair.Now);
        Assert.Equal(0, pool.Held);
    }

    private static GossipFrame Shared(byte[] data, SharedBytesPool pool)
    {
        var frame = RpcFrames.Message("t"u8, data, pool);
        return new GossipFrame("", frame.Bytes, FramePriority.Forward, null, frame.Buffer);
    }

    private static GossipFrame Forward(byte[] rpc) => new("", RpcFrames.Framed(rpc), FramePriority.Forward);

    private sealed class Watched(ISessionProtocol protocol) : ISessionProtocol
    {
        public ISessionStream? Stream { get; private set; }

        public string Id => protocol.Id;

        public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now) => protocol.Dial(Stream = stream, now);

        public ISessionMachine? Listen(ISessionStream stream, DateTimeOffset now) => protocol.Listen(stream, now);
    }
}
