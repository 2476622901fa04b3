using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Protocols;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Connections;

/// <summary>Connections over links that are secured and divided below, as QUIC's are.</summary>
public class SecuredConnectionTests
{
    [Fact]
    public void Both_sides_begin_behind_the_handshake_and_identify_each_other()
    {
        using var pair = new ConnectionPair(isQuic: true).Settle();
        var (dialer, listener) = (pair.DialerHost.Identity.PeerId, pair.ListenerHost.Identity.PeerId);
        Assert.Equal(
            [new ConnectionEvent.Secured(listener), new ConnectionEvent.Opened(listener, "/quic-v1")], pair.DialerEvents.Take(2));
        Assert.Equal(
            [new ConnectionEvent.Secured(dialer), new ConnectionEvent.Opened(dialer, "/quic-v1")], pair.ListenerEvents.Take(2));
        Assert.Equal(("the listener", "dialer"), (pair.Dialer.Info?.AgentVersion, pair.Listener.Info?.AgentVersion));
        Assert.Equal((0, 0), (pair.Dialer.Streams, pair.Listener.Streams));
    }

    [Fact]
    public void Echoes_of_all_sizes_come_back_both_ways() =>
        Gen.Select(Gen.Int, Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 3000], Gen.Int[0, 900_000]).Array[1, 6]).Sample(
            static (seed, sizes) =>
            {
                using var pair = new ConnectionPair(seed, isQuic: true).Settle();
                var random = new Random(seed);
                foreach (var size in sizes)
                {
                    var dials = random.Next(2) == 0;
                    var echo = (dials ? pair.DialerHost : pair.ListenerHost).Echo;
                    echo.Data = new byte[size];
                    random.NextBytes(echo.Data);
                    Assert.NotNull((dials ? pair.Dialer : pair.Listener).Open([echo], pair.Now));
                    pair.Settle();
                    Assert.Equal((StreamEnd.Finished, echo.Data.Length), (echo.Dialled[^1].End, echo.Dialled[^1].Back.Count));
                    Assert.Equal(echo.Data, echo.Dialled[^1].Back.ToArray());
                }

                Assert.Equal((0, 0), (pair.Dialer.Streams, pair.Listener.Streams));
                Assert.True(pair.MostOutput < 1 << 20);
            },
            iter: 30);

    [Fact]
    public void Another_peer_than_the_one_that_was_dialled_ends_it_before_anything_is_sent()
    {
        using var pair = new ConnectionPair(expected: NodeKey.Create(TestRandom.From(77)).PeerId, isQuic: true);
        Assert.Equal(
            new ConnectionClose(CloseReason.SecurityFailed, Security: SecurityFailure.AnotherPeer), pair.Dialer.Close);
        Assert.False(pair.Dialer.HasOutput);
        pair.Settle();
        Assert.IsType<ConnectionEvent.Closed>(Assert.Single(pair.DialerEvents));
    }

    [Fact]
    public void Who_is_refused_when_it_is_known_gets_no_stream()
    {
        using var pair = new ConnectionPair(isQuic: true);
        Assert.True(pair.Listener.TryNextEvent(out var first));
        Assert.IsType<ConnectionEvent.Secured>(first);
        pair.Listener.Shut(CloseReason.Banned, pair.Now);
        pair.Settle();
        Assert.IsType<ConnectionEvent.Closed>(Assert.Single(pair.ListenerEvents));
        Assert.False(pair.Listener.HasOutput);
    }

    [Fact]
    public void A_peer_that_answers_no_ping_is_left()
    {
        using var pair = new ConnectionPair(isQuic: true).Settle();
        pair.IsCut = true;
        pair.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(CloseReason.KeepAliveTimeout, pair.Dialer.Close?.Reason);
    }
}
