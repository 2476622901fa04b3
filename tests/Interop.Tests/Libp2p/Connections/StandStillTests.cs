using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Protocols;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Connections;

/// <summary>A machine that stood still has not seen what came meanwhile: nobody is blamed for that time, nor has a third.</summary>
public class StandStillTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    // A ping is under way: of yamux after 1 s, of the connection after 30 s.
    [Theory]
    [InlineData(true, 15)]
    [InlineData(false, 35)]
    public void An_answer_that_came_meanwhile_is_taken(bool isYamux, int seconds)
    {
        using var pair = new ConnectionPair(isYamux: isYamux).Settle();
        pair.IsCut = true;
        pair.Pass(TimeSpan.FromSeconds(seconds));
        pair.StandStill(Long);
        pair.IsCut = false;
        pair.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal((null, null), (pair.Dialer.Close, pair.Listener.Close));
        pair.IsCut = true;
        pair.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(CloseReason.KeepAliveTimeout, pair.Dialer.Close?.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_handshake_has_its_time_once_more(bool goesOn)
    {
        using var pair = new ConnectionPair { IsCut = true };
        pair.StandStill(Long);
        Assert.Equal((null, null), (pair.Dialer.Close, pair.Listener.Close));
        pair.IsCut = !goesOn;
        pair.Pass(TimeSpan.FromSeconds(9));
        Assert.Equal(goesOn ? ConnectionPhase.Open : ConnectionPhase.AgreeingSecurity, pair.Listener.Phase);
        pair.StandStill(Long);
        Assert.Equal(goesOn ? null : CloseReason.SecurityAgreementTimeout, pair.Listener.Close?.Reason);
    }

    [Fact]
    public void The_agreement_of_a_stream_has_its_time_once_more()
    {
        using var pair = new ConnectionPair().Settle();
        pair.IsCut = true;
        pair.DialerHost.Echo.Data = [1];
        pair.Dialer.Open([pair.DialerHost.Echo], pair.Now);
        pair.StandStill(Long);
        Assert.Null(pair.DialerHost.Echo.Dialled[0].End);
        pair.IsCut = false;
        pair.Settle();
        Assert.Equal(StreamEnd.Finished, pair.DialerHost.Echo.Dialled[0].End);
    }

    [Fact]
    public void A_stream_whose_session_has_done_its_part_has_its_time_once_more()
    {
        var slow = new TestHost(Ed25519Identity.FromSeed(new byte[32]), "slow", echo: new EchoProtocol { IsSlow = true });
        using var pair = new ConnectionPair(listens: slow).Settle();
        pair.DialerHost.Echo.Data = new byte[400_000];
        pair.Dialer.Open([pair.DialerHost.Echo], pair.Now);
        pair.Settle();
        var rest = new ConnectionSettings().StreamRestTimeout;
        pair.StandStill(Long);
        pair.Pass(rest - TimeSpan.FromSeconds(1));
        Assert.Null(pair.DialerHost.Echo.Dialled[0].End);
        pair.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(StreamEnd.TooSlow, pair.DialerHost.Echo.Dialled[0].End);
    }
}
