using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Tests.Libp2p.Connections;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Hosting;

public class Libp2pHostTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hosts_dial_each_other_over_tcp_and_echo_messages_of_all_sizes(bool isYamux)
    {
        await using var one = new LoopbackHost(Key(1), "one", isYamux);
        await using var two = new LoopbackHost(Ed25519Identity.FromSeed(new byte[32]), "two");
        one.Dial(two.FullAddress);
        var opened = await one.WaitAsync<ConnectionEvent.Opened>();
        Assert.Equal(two.What.Identity.PeerId, opened.Peer);
        await one.WaitAsync<ConnectionEvent.Identified>();
        var inbound = await two.WaitAsync<ConnectionEvent.Identified>();
        Assert.True(inbound.IsInbound);
        foreach (var (host, connection) in new[] { (one, opened.Connection), (two, inbound.Connection) })
        {
            foreach (var size in new[] { 0, 1, 100, 70_000, 20_000_000 })
            {
                var data = RandomNumberGenerator.GetBytes(size);
                var (back, end) = await host.EchoAsync(connection, data);
                Assert.Equal(StreamEnd.Finished, end);
                Assert.Equal(data, back);
            }
        }

        Assert.DoesNotContain(one.Events.Concat(two.Events), static happened => happened.What is ConnectionEvent.Faulted);
    }

    [Fact]
    public async Task Many_streams_at_once_each_come_back()
    {
        await using var one = new LoopbackHost(Key(1));
        await using var two = new LoopbackHost(Key(2));
        one.Dial(two.FullAddress);
        var connection = (await one.WaitAsync<ConnectionEvent.Identified>()).Connection;
        var echoes = Enumerable.Range(0, 100).Select(size => one.EchoAsync(connection, RandomNumberGenerator.GetBytes(1000 * size)));
        Assert.All(await Task.WhenAll(echoes), static echo => Assert.Equal(StreamEnd.Finished, echo.End));
    }

    [Fact]
    public async Task A_host_that_stops_tells_the_others_and_is_dialled_again_when_it_is_back()
    {
        var settings = new HostSettings { Limits = ConnectionLimits.Devnet with { FirstBackoff = TimeSpan.FromMilliseconds(100) } };
        await using var one = new LoopbackHost(Key(1), settings: settings);
        var two = new LoopbackHost(Key(2));
        one.Dial(two.FullAddress);
        await one.WaitAsync<ConnectionEvent.Opened>();
        await two.WaitAsync<ConnectionEvent.Opened>();
        await two.DisposeAsync();
        var closed = (ConnectionEvent.Closed)(await one.WaitAsync<ConnectionEvent.Closed>()).What;
        Assert.True(closed.Close.Reason is CloseReason.PeerWentAway or CloseReason.PeerEnded or CloseReason.LinkFailed);
        await one.WaitAsync<ConnectionEvent.Closed>(
            static happened => ((ConnectionEvent.Closed)happened.What).Close.Reason == CloseReason.LinkFailed);

        await using var back = new LoopbackHost(Key(2));
        one.Dial(back.FullAddress);
        await one.WaitAsync<ConnectionEvent.Opened>(happened => happened.Connection > 2);
        Assert.Equal(1, one.Host.Peers);
    }

    [Fact]
    public async Task A_banned_peer_is_left_and_not_let_in_before_the_ban_ends()
    {
        await using var one = new LoopbackHost(Key(1));
        await using var two = new LoopbackHost(Key(2), settings: new HostSettings
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

    [Fact]
    public async Task Two_that_dial_each_other_at_once_keep_one_connection()
    {
        await using var one = new LoopbackHost(Key(1));
        await using var two = new LoopbackHost(Key(2));
        one.Dial(two.FullAddress);
        two.Dial(one.FullAddress);
        await one.WaitAsync<ConnectionEvent.Identified>();
        await two.WaitAsync<ConnectionEvent.Identified>();
        await Eventually(() => Open(one) == 1 && Open(two) == 1);
        Assert.Equal((1, 1), (one.Host.Peers, two.Host.Peers));
    }

    [Fact]
    public async Task Half_open_links_by_the_hundred_are_refused_or_ended_and_an_honest_peer_is_served()
    {
        var settings = new HostSettings
        {
            Limits = ConnectionLimits.Public with
            {
                AttemptsPerMinute = 2000, MaxPending = 20, MaxPendingPerAddress = 10, MaxPerAddress = 12,
            },
            Connection = new ConnectionSettings { AgreementTimeout = TimeSpan.FromSeconds(1) },
        };
        await using var host = new LoopbackHost(Key(1), settings: settings);
        var sockets = new List<Socket>();
        for (var i = 0; i < 300; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            try
            {
                await socket.ConnectAsync(host.Address.TcpEndPoint!);
            }
            catch (SocketException)
            {
                // Refused before it was done.
            }
        }

        await Eventually(() => host.Events.Count(static happened => Reason(happened) == CloseReason.SecurityAgreementTimeout) >= 10);
        Assert.True(host.Events.Count <= 20);
        await using var honest = new LoopbackHost(Key(2));
        honest.Dial(host.FullAddress);
        await honest.WaitAsync<ConnectionEvent.Identified>();
        sockets.ForEach(static socket => socket.Dispose());
    }

    // It makes answers due and reads none: what waits is bounded, and the connection ends.
    [Fact]
    public async Task A_peer_that_does_not_read_is_held_up_and_then_left()
    {
        var settings = new HostSettings
        {
            Limits = ConnectionLimits.Devnet,
            Connection = new ConnectionSettings
            {
                Muxer = new MuxerSettings { KeepAlive = TimeSpan.FromSeconds(1), KeepAliveTimeout = TimeSpan.FromSeconds(2) },
            },
        };
        await using var host = new LoopbackHost(Key(1), settings: settings);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var stuck = Key(3);
        var now = DateTimeOffset.UnixEpoch;
        var speaks = new TestHost(stuck, "stuck").Protocols;
        using var machine = new Connection(false, host.Address, null, speaks, new ConnectionSettings(), TestRandom.From(1), now);
        host.Dial($"/ip4/127.0.0.1/tcp/{((IPEndPoint)listener.LocalEndpoint).Port}/p2p/{stuck.PeerId}");
        using var socket = await listener.AcceptSocketAsync();
        var buffer = new byte[65536];
        while (machine.Phase != ConnectionPhase.Open || host.Events.All(static happened => happened.What is not ConnectionEvent.Opened))
        {
            if (socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead))
            {
                machine.Receive(buffer.AsSpan(0, await socket.ReceiveAsync(buffer)), DateTimeOffset.UnixEpoch);
            }

            if (machine.Output.Count > 0)
            {
                await socket.SendAsync(machine.Output.Memory);
                machine.Output.Consume(machine.Output.Count);
                machine.Drained(DateTimeOffset.UnixEpoch);
            }
        }

        // From here on nothing is read. What the host has for it stops at its bounds.
        var connection = (await host.WaitAsync<ConnectionEvent.Opened>()).Connection;
        var echo = new EchoProtocol { Data = new byte[64 << 20] };
        host.Host.Do(connection, (open, now) => open.Open([echo], now));
        await host.WaitAsync<ConnectionEvent.Closed>(static happened => Reason(happened) == CloseReason.KeepAliveTimeout);
        Assert.Equal(StreamEnd.ConnectionClosed, echo.Dialled[0].End);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        await using var host = new LoopbackHost(Key(1));
        var problem = Assert.Throws<LinkException>(() => host.Host.Listen(host.Address));
        Assert.Contains("AddressAlreadyInUse", problem.Message, StringComparison.Ordinal);
    }

    private static Secp256k1Identity Key(int seed) => new(NodeKey.Create(TestRandom.From(seed)));

    private static CloseReason? Reason(HostEvent happened) => (happened.What as ConnectionEvent.Closed)?.Close.Reason;

    private static int Open(LoopbackHost host) =>
        host.Events.Count(static happened => happened.What is ConnectionEvent.Opened)
        - host.Events.Count(closed => closed.What is ConnectionEvent.Closed
            && host.Events.Any(opened => opened.What is ConnectionEvent.Opened && opened.Connection == closed.Connection));

    private static async Task Eventually(Func<bool> holds)
    {
        for (var i = 0; i < 600 && !holds(); i++)
        {
            await Task.Delay(50);
        }

        Assert.True(holds());
    }
}
