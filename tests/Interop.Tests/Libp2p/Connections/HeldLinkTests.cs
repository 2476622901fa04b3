using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Muxing;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Connections;

public class HeldLinkTests
{
    [Fact]
    public void A_peer_whose_answers_a_held_link_keeps_is_not_found_silent()
    {
        var settings = new ConnectionSettings
        {
            Muxer = new MuxerSettings { MaxStreamBuffered = 1 << 20, HoldTimeout = TimeSpan.FromSeconds(35) },
        };
        var slow = new TestHost(Ed25519Identity.FromSeed(new byte[32]), "slow", echo: new EchoProtocol { IsSlow = true });
        using var pair = new ConnectionPair(isYamux: false, settings: settings, listens: slow).Settle();
        pair.Pass(TimeSpan.FromSeconds(20));
        pair.DialerHost.Echo.Data = new byte[8 << 20];
        pair.Dialer.Open([pair.DialerHost.Echo], pair.Now);
        pair.Settle();
        Assert.True(pair.Listener.IsHeld);

        // Asked after 30 s and given up at 40 s, behind what is held until 55 s.
        var end = WakeUntil(pair.Listener, pair.Now + TimeSpan.FromSeconds(39));
        Assert.Contains(Events(pair.Listener), static happened => happened is ConnectionEvent.NotPonged);
        Assert.Equal((null, false), (pair.Listener.Close, pair.Listener.IsHeld));

        // Nothing holds it any more, and nothing comes.
        WakeUntil(pair.Listener, end + TimeSpan.FromSeconds(12));
        Assert.Equal(CloseReason.KeepAliveTimeout, pair.Listener.Close?.Reason);
    }

    private static DateTimeOffset WakeUntil(Connection side, DateTimeOffset end)
    {
        while (side.WakeUp is { } next && next <= end)
        {
            side.Wake(next);
        }

        return end;
    }

    private static List<ConnectionEvent> Events(Connection side)
    {
        List<ConnectionEvent> events = [];
        while (side.TryNextEvent(out var next))
        {
            events.Add(next);
        }

        return events;
    }
}
