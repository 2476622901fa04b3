using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Tests.Libp2p.Hosting;
using Xunit;
using static Consensoor.Interop.Tests.Libp2p.Quic.QuicHosts;

namespace Consensoor.Interop.Tests.Libp2p.Quic;

/// <summary>Two hosts over QUIC alone, on the loopback.</summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
public class QuicHostTests
{
    [QuicFact]
    public async Task Hosts_dial_each_other_over_quic_and_echo_messages_of_all_sizes()
    {
        var (first, second) = (Key(1), Ed25519Identity.FromSeed(new byte[32]));
        await using var one = Host(first, "one");
        await using var two = Host(second, "two");
        one.Dial(two.FullAddress);
        var opened = await one.WaitAsync<ConnectionEvent.Opened>();
        Assert.Equal((second.PeerId, "/quic-v1"), (opened.Peer, ((ConnectionEvent.Opened)opened.What).Muxer));
        await one.WaitAsync<ConnectionEvent.Identified>();
        var inbound = await two.WaitAsync<ConnectionEvent.Identified>();
        Assert.True(inbound.IsInbound);
        Assert.Equal(first.PeerId, inbound.Peer);
        Assert.NotNull(inbound.Remote.QuicEndPoint);
        foreach (var (host, connection) in new[] { (one, opened.Connection), (two, inbound.Connection) })
        {
            foreach (var size in new[] { 0, 1, 100, 70_000, 300_000, 5_000_000 })
            {
                var data = RandomNumberGenerator.GetBytes(size);
                var (back, end) = await host.EchoAsync(connection, data);
                Assert.Equal(StreamEnd.Finished, end);
                Assert.Equal(data, back);
            }
        }

        Assert.DoesNotContain(one.Events.Concat(two.Events), static happened => happened.What is ConnectionEvent.Faulted);
    }

    [QuicFact]
    public async Task Many_streams_at_once_each_come_back_and_more_after_them()
    {
        await using var one = Host(Key(1));
        await using var two = Host(Key(2));
        one.Dial(two.FullAddress);
        var connection = (await one.WaitAsync<ConnectionEvent.Identified>()).Connection;
        for (var round = 0; round < 3; round++)
        {
            var echoes = Enumerable.Range(0, 100).Select(size => one.EchoAsync(connection, RandomNumberGenerator.GetBytes(1000 * size)));
            Assert.All(await Task.WhenAll(echoes), static echo => Assert.Equal(StreamEnd.Finished, echo.End));
        }
    }

    [QuicFact]
    public async Task What_is_written_before_the_end_still_comes_and_the_end_is_heard()
    {
        var two = Host(Key(2));
        await using var one = Host(Key(1));
        one.Dial(two.FullAddress);
        var connection = (await one.WaitAsync<ConnectionEvent.Identified>()).Connection;
        var inbound = (await two.WaitAsync<ConnectionEvent.Identified>()).Connection;
        Assert.True(two.Host.Do(inbound, static (machine, now) => machine.PushIdentify(now)));
        two.What.Agent = "two goes";
        Assert.True(two.Host.Do(inbound, static (machine, now) => machine.PushIdentify(now)));
        await two.DisposeAsync();
        await one.WaitAsync<ConnectionEvent.Identified>(
            static happened => ((ConnectionEvent.Identified)happened.What).Info.AgentVersion == "two goes");
        var closed = (ConnectionEvent.Closed)(await one.WaitAsync<ConnectionEvent.Closed>(at => at.Connection == connection)).What;
        Assert.Equal(CloseReason.PeerEnded, closed.Close.Reason);
    }

    [QuicFact]
    public async Task A_banned_peer_is_left_and_not_let_in_before_the_ban_ends()
    {
        await using var one = Host(Key(1));
        await using var two = Host(Key(2), settings: new HostSettings
        {
            Limits = ConnectionLimits.Devnet with
            {
                FirstBackoff = TimeSpan.FromMilliseconds(200), MaxStaticBackoff = TimeSpan.FromMilliseconds(200),
            },
        });
        two.Dial(one.FullAddress);
        await one.WaitAsync<ConnectionEvent.Opened>();
        one.Host.Ban(two.What.Identity.PeerId, TimeSpan.FromSeconds(1.5));
        await one.WaitAsync<ConnectionEvent.Closed>(static happened => Reason(happened) == CloseReason.Banned);
        await one.WaitAsync<ConnectionEvent.Closed>(static happened => Reason(happened) == CloseReason.Banned && happened.Connection > 1);
        await one.WaitAsync<ConnectionEvent.Opened>(static happened => happened.Connection > 2);
    }

    [QuicFact]
    public async Task A_banned_address_gets_no_handshake()
    {
        await using var one = Host(Key(1));
        await using var two = Host(Key(2));
        one.Host.Ban(IPAddress.Loopback, TimeSpan.FromHours(1));
        two.Dial(one.FullAddress);
        await two.WaitAsync<ConnectionEvent.Closed>(static happened => Reason(happened) == CloseReason.LinkFailed);
        Assert.Empty(one.Events);
    }

    [QuicFact]
    public async Task Another_peer_than_the_one_that_was_dialled_is_left()
    {
        await using var one = Host(Key(1));
        await using var two = Host(Key(2));
        one.Dial($"{two.Address}/p2p/{Key(3).PeerId}");
        var closed = (ConnectionEvent.Closed)(await one.WaitAsync<ConnectionEvent.Closed>()).What;
        Assert.Equal(CloseReason.SecurityFailed, closed.Close.Reason);
        Assert.DoesNotContain(one.Events, static happened => happened.What is ConnectionEvent.Opened);
    }

    [QuicFact]
    public async Task Two_that_dial_each_other_at_once_keep_one_connection()
    {
        await using var one = Host(Key(1));
        await using var two = Host(Key(2));
        one.Dial(two.FullAddress);
        two.Dial(one.FullAddress);
        await one.WaitAsync<ConnectionEvent.Identified>();
        await two.WaitAsync<ConnectionEvent.Identified>();
        for (var i = 0; i < 600 && (Open(one), Open(two)) != (1, 1); i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal((1, 1), (Open(one), Open(two)));
        Assert.Equal((1, 1), (one.Host.Peers, two.Host.Peers));
    }

    [QuicFact]
    public async Task Where_nobody_answers_over_quic_tcp_is_tried_at_once()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var one = OverBoth(Key(1));
        await using var two = new LoopbackHost(Key(2));
        var quic = Multiaddr.FromQuic((IPEndPoint)silent.LocalEndPoint!);
        Assert.True(one.Host.Learn(two.What.Identity.PeerId, [quic, two.Address], PeerStanding.Discovered));
        var opened = await one.WaitAsync<ConnectionEvent.Opened>();
        Assert.Equal((1, two.Address), (opened.Connection, opened.Remote));
    }

    [QuicFact]
    public async Task Where_both_answer_quic_is_taken()
    {
        await using var one = OverBoth(Key(1));
        await using var two = OverBoth(Key(2));
        var quic = two.Host.Listen(Multiaddr.Parse(Any, out _)!);
        Assert.True(one.Host.Learn(two.What.Identity.PeerId, [quic, two.Address], PeerStanding.Discovered));
        Assert.Equal(quic, (await one.WaitAsync<ConnectionEvent.Opened>()).Remote);
        Assert.Equal([two.Address, quic], two.Host.ListenAddresses);
    }

    [QuicFact]
    public async Task A_port_that_is_taken_is_said()
    {
        await using var host = Host(Key(1));
        var problem = Assert.Throws<LinkException>(() => host.Host.Listen(host.Address));
        Assert.Contains("over QUIC", problem.Message, StringComparison.Ordinal);
    }

    private static int Open(LoopbackHost host) =>
        host.Events.Count(static happened => happened.What is ConnectionEvent.Opened)
        - host.Events.Count(closed => closed.What is ConnectionEvent.Closed
            && host.Events.Any(opened => opened.What is ConnectionEvent.Opened && opened.Connection == closed.Connection));
}
