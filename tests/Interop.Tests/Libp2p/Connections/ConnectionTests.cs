using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Protocols;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Connections;

public class ConnectionTests
{
    [Theory]
    [InlineData(true, "/yamux/1.0.0")]
    [InlineData(false, "/mplex/6.7.0")]
    public void Both_sides_know_each_other_and_the_muxer_both_speak(bool isYamux, string muxer)
    {
        using var pair = new ConnectionPair(isYamux: isYamux).Settle();
        var (dialer, listener) = (pair.DialerHost.Identity.PeerId, pair.ListenerHost.Identity.PeerId);
        Assert.Equal(new ConnectionEvent.Opened(listener, muxer), pair.Single<ConnectionEvent.Opened>(ofDialer: true));
        Assert.Equal(new ConnectionEvent.Opened(dialer, muxer), pair.Single<ConnectionEvent.Opened>(ofDialer: false));
        Assert.Equal(listener, pair.Single<ConnectionEvent.Secured>(ofDialer: true).Peer);
        Assert.Equal(("the listener", "dialer"), (pair.Dialer.Info?.AgentVersion, pair.Listener.Info?.AgentVersion));
        Assert.Equal("/ip4/10.0.0.1/tcp/9000", pair.Dialer.Info!.ObservedAddress!.ToString());
        Assert.Equal(
            ["/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0", "/ipfs/ping/1.0.0", "/echo/1.0.0"], pair.Dialer.Info.Protocols);
        Assert.Equal((0, 0), (pair.Dialer.Streams, pair.Listener.Streams));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Echoes_of_all_sizes_come_back_both_ways_however_the_link_cuts(bool isYamux) =>
        Gen.Select(Gen.Int, Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 3000], Gen.Int[0, 900_000]).Array[1, 6]).Sample(
            (seed, sizes) =>
            {
                using var pair = new ConnectionPair(seed, isYamux).Settle();
                var random = new Random(seed);
                var sent = new List<(EchoProtocol Echo, byte[] Data)>();
                foreach (var size in sizes)
                {
                    var dials = random.Next(2) == 0;
                    var host = dials ? pair.DialerHost : pair.ListenerHost;
                    host.Echo.Data = new byte[size];
                    random.NextBytes(host.Echo.Data);
                    Assert.NotNull((dials ? pair.Dialer : pair.Listener).Open([host.Echo], pair.Now));
                    sent.Add((host.Echo, host.Echo.Data));
                }

                pair.Settle();
                foreach (var byHost in sent.GroupBy(static pair => pair.Echo))
                {
                    Assert.Equal(byHost.Select(static pair => pair.Data), byHost.Key.Dialled.Select(static echo => echo.Back.ToArray()));
                    Assert.All(byHost.Key.Dialled, static echo => Assert.Equal(StreamEnd.Finished, echo.End));
                }

                Assert.Equal((0, 0), (pair.Dialer.Streams, pair.Listener.Streams));
                Assert.True(pair.MostOutput < 1 << 20);
            },
            iter: 40);

    [Fact]
    public void A_ping_gives_the_round_trip_and_a_push_what_is_new()
    {
        using var pair = new ConnectionPair().Settle();
        Assert.True(pair.Dialer.Ping(pair.Now));
        pair.ListenerHost.Agent = "another";
        Assert.True(pair.Listener.PushIdentify(pair.Now));
        pair.Settle();
        Assert.Equal(TimeSpan.Zero, pair.Single<ConnectionEvent.Ponged>(ofDialer: true).RoundTrip);
        Assert.Equal("another", pair.Dialer.Info?.AgentVersion);
    }

    [Fact]
    public void Another_peer_than_the_one_dialled_is_refused()
    {
        using var pair = new ConnectionPair(expected: NodeKey.Create(TestRandom.From(5)).PeerId).Settle();
        Assert.Equal(
            new ConnectionClose(CloseReason.SecurityFailed, SecurityFailure.AnotherPeer),
            pair.Single<ConnectionEvent.Closed>(ofDialer: true).Close);
        Assert.DoesNotContain(pair.DialerEvents, static happened => happened is ConnectionEvent.Secured);
    }

    [Fact]
    public void A_protocol_that_is_not_spoken_is_refused_whether_it_is_proposed_alone_or_among_others()
    {
        using var pair = new ConnectionPair().Settle();
        EchoProtocol one = new("/none/1"), two = new("/none/2");
        pair.Dialer.Open([one], pair.Now);
        var several = pair.Dialer.Open([one, two], pair.Now)!.Value;
        pair.Settle();
        Assert.Equal(StreamEnd.Refused, Assert.Single(one.Dialled).End);
        Assert.Equal(new ConnectionEvent.StreamFailed(several, StreamEnd.Refused), pair.Single<ConnectionEvent.StreamFailed>(true));
        Assert.Empty(two.Dialled);
    }

    [Fact]
    public void The_first_protocol_that_both_speak_is_chosen()
    {
        using var pair = new ConnectionPair().Settle();
        EchoProtocol none = new("/none/1");
        pair.DialerHost.Echo.Data = [1, 2, 3];
        pair.Dialer.Open([none, pair.DialerHost.Echo], pair.Now);
        pair.Settle();
        Assert.Equal([1, 2, 3], Assert.Single(pair.DialerHost.Echo.Dialled).Back);
        Assert.Equal("/echo/1.0.0", pair.DialerHost.Echo.Dialled[0].Stream!.Protocol);
    }

    [Fact]
    public void A_listener_that_takes_no_more_streams_of_a_protocol_resets_them()
    {
        var host = new TestHost(Ed25519Identity.FromSeed(new byte[32]), "few", echo: new EchoProtocol { MaxListened = 1 });
        using var pair = new ConnectionPair(listens: host).Settle();
        var big = new byte[500_000];
        pair.DialerHost.Echo.Data = big;
        pair.Dialer.Open([pair.DialerHost.Echo], pair.Now);
        pair.Dialer.Open([pair.DialerHost.Echo], pair.Now);
        pair.Settle();
        Assert.Equal([StreamEnd.Finished, StreamEnd.ResetByPeer], pair.DialerHost.Echo.Dialled.Select(static echo => echo.End!.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_slow_session_holds_the_sender_up_by_yamux_and_for_some_time_by_mplex(bool isYamux)
    {
        var settings = new ConnectionSettings { Muxer = new MuxerSettings { MaxStreamBuffered = 1 << 20 } };
        var slow = new TestHost(Ed25519Identity.FromSeed(new byte[32]), "slow", echo: new EchoProtocol { IsSlow = true });
        using var pair = new ConnectionPair(isYamux: isYamux, settings: settings, listens: slow).Settle();
        pair.DialerHost.Echo.Data = new byte[8 << 20];
        pair.Dialer.Open([pair.DialerHost.Echo], pair.Now);
        pair.Settle();
        var (sender, reader) = (pair.DialerHost.Echo.Dialled[0], slow.Echo.Listened[0]);
        if (isYamux)
        {
            Assert.Equal((null, null), (sender.End, reader.End));
            Assert.InRange(reader.Stream!.Input.Length, YamuxMuxer.InitialWindow - 100, YamuxMuxer.InitialWindow);
            pair.Pass(TimeSpan.FromMinutes(5));
        }
        else
        {
            Assert.Equal((null, null, true), (sender.End, reader.End, pair.Listener.IsHeld));
            pair.Pass(TimeSpan.FromSeconds(5));
            pair.Settle();
            Assert.Equal((StreamEnd.ResetByPeer, StreamEnd.TooSlow, false), (sender.End, reader.End, pair.Listener.IsHeld));
        }

        Assert.True(pair.Dialer.Ping(pair.Now));
        pair.Settle();
        Assert.NotEmpty(pair.DialerEvents.OfType<ConnectionEvent.Ponged>());
        Assert.Null(pair.Dialer.Close);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_stream_whose_session_has_done_its_part_goes_when_nothing_moves_any_more(bool isYamux, bool isQuic)
    {
        var slow = new TestHost(Ed25519Identity.FromSeed(new byte[32]), "slow", echo: new EchoProtocol { IsSlow = true });
        using var pair = new ConnectionPair(isYamux: isYamux, listens: slow, isQuic: isQuic).Settle();
        pair.DialerHost.Echo.Data = new byte[400_000];
        pair.Dialer.Open([pair.DialerHost.Echo], pair.Now);
        pair.Settle();
        var (sender, reader) = (pair.DialerHost.Echo.Dialled[0], slow.Echo.Listened[0]);
        var rest = new ConnectionSettings().StreamRestTimeout;
        pair.Pass(rest - TimeSpan.FromSeconds(1));
        Assert.Null(sender.End);

        // Part of it is taken, whereupon more goes out: it has its time once more.
        reader.IsSlow = false;
        pair.Listener.AdvanceStream(reader.Stream!.Id, pair.Now);
        reader.IsSlow = true;
        pair.Pass(rest - TimeSpan.FromSeconds(1));
        Assert.Null(sender.End);
        pair.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal((StreamEnd.TooSlow, StreamEnd.ResetByPeer), (sender.End, reader.End));
        Assert.Null(pair.Dialer.Close);
    }

    [Theory]
    [InlineData(0, CloseReason.SecurityAgreementTimeout)]
    [InlineData(1, CloseReason.HandshakeTimeout)]
    public void A_side_that_says_nothing_is_given_up_in_time(int step, CloseReason expected)
    {
        using var pair = new ConnectionPair { IsCut = true };
        if (step == 1)
        {
            // The proposal alone.
            pair.Listener.Receive(pair.Dialer.Output.Span, pair.Now);
        }

        pair.Pass(TimeSpan.FromSeconds(9.9));
        Assert.Null(pair.Listener.Close);
        pair.Pass(TimeSpan.FromSeconds(0.2));
        Assert.Equal(expected, pair.Listener.Close?.Reason);
        Assert.Null(pair.Listener.WakeUp);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_that_carries_nothing_any_more_is_found_out(bool isYamux)
    {
        using var pair = new ConnectionPair(isYamux: isYamux).Settle();
        pair.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal((null, null), (pair.Dialer.Close, pair.Listener.Close));
        pair.IsCut = true;
        pair.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(CloseReason.KeepAliveTimeout, pair.Dialer.Close?.Reason);
        Assert.Equal(CloseReason.KeepAliveTimeout, pair.Listener.Close?.Reason);
    }

    [Fact]
    public void Sessions_hear_that_the_connection_is_over()
    {
        using var pair = new ConnectionPair().Settle();
        pair.DialerHost.Echo.Data = new byte[10 << 20];
        pair.Dialer.Open([pair.DialerHost.Echo], pair.Now);
        pair.Listener.LinkEnded(CloseReason.PeerEnded, pair.Now);
        pair.Dialer.Shut(CloseReason.TooMany, pair.Now);
        Assert.Equal(StreamEnd.ConnectionClosed, pair.DialerHost.Echo.Dialled[0].End);
        Assert.Equal((CloseReason.TooMany, CloseReason.PeerEnded), (pair.Dialer.Close?.Reason, pair.Listener.Close?.Reason));
        Assert.Null(pair.Dialer.Open([pair.DialerHost.Echo], pair.Now));
    }

    [Fact]
    public void A_side_that_shuts_says_so()
    {
        using var pair = new ConnectionPair().Settle();
        pair.Dialer.Shut(CloseReason.TooMany, pair.Now);
        pair.Settle();
        Assert.Equal(CloseReason.PeerWentAway, pair.Listener.Close?.Reason);
    }

    [Fact]
    public void A_stream_without_agreement_is_given_up_in_time()
    {
        using var pair = new ConnectionPair().Settle();
        pair.IsCut = true;
        pair.DialerHost.Echo.Data = [1];
        pair.Dialer.Open([pair.DialerHost.Echo], pair.Now);
        pair.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(StreamEnd.NotNegotiated, pair.DialerHost.Echo.Dialled[0].End);
    }

    // Valid traffic with a byte changed, at any place: some typed end, no exception, and no peer that did not prove itself.
    [Fact]
    public void A_changed_byte_of_the_link_ends_the_connection_with_a_reason() => Gen.Select(Gen.Int[0, 1500], Gen.Byte[1, 255], Gen.Bool)
        .Sample(
            static (at, flip, toListener) =>
            {
                using var pair = new ConnectionPair();
                var seen = 0;
                for (var i = 0; i < 40; i++)
                {
                    foreach (var isDialer in new[] { true, false })
                    {
                        var (from, to) = isDialer ? (pair.Dialer, pair.Listener) : (pair.Listener, pair.Dialer);
                        var bytes = from.Output.Span.ToArray();
                        from.Output.Dispose();
                        if (isDialer == toListener)
                        {
                            if (at >= seen && at < seen + bytes.Length)
                            {
                                bytes[at - seen] ^= flip;
                            }

                            seen += bytes.Length;
                        }

                        to.Receive(bytes, pair.Now);
                        from.Drained(pair.Now);
                    }
                }

                pair.Pass(TimeSpan.FromMinutes(2));
                Assert.True(pair.Listener.Peer is null || pair.Listener.Peer.Equals(pair.DialerHost.Identity.PeerId));
                Assert.True(pair.Dialer.Peer is null || pair.Dialer.Peer.Equals(pair.ListenerHost.Identity.PeerId));
                if (at < seen)
                {
                    Assert.NotNull((toListener ? pair.Listener : pair.Dialer).Close);
                }
            },
            iter: 200);

    [Fact]
    public void Any_bytes_end_in_a_reason() => Gen.Select(Gen.Byte.Array[0, 3000], Gen.Bool).Sample(static (bytes, isDialer) =>
    {
        using var pair = new ConnectionPair { IsCut = true };
        var side = isDialer ? pair.Dialer : pair.Listener;
        foreach (var piece in bytes.Chunk(100))
        {
            side.Receive(piece, pair.Now);
        }

        pair.Pass(TimeSpan.FromMinutes(1));
        Assert.NotNull(side.Close);
    });
}
