using System.Net;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Multiaddrs;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Connections;

public class ConnectionManagerTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private static readonly ConnectionLimits Small = new()
    {
        Target = 4, Max = 5, MaxInbound = 3, MaxPending = 3, MaxPerAddress = 2, MaxPendingPerAddress = 2, MaxDialing = 2,
        MaxKnown = 10, MaxBans = 8,
    };

    private static readonly PeerId[] Ids =
        [.. Enumerable.Range(1, 40).Select(static seed => NodeKey.Create(TestRandom.From(seed)).PeerId).Order()];

    private static PeerId Own => Ids[20];

    [Fact]
    public void A_known_peer_is_dialled_once_and_again_after_ever_longer_pauses_at_its_next_address()
    {
        var manager = new ConnectionManager(Small, Own);
        manager.Learn(Ids[0], [At("10.0.0.1"), At("10.0.0.2")], PeerStanding.Discovered, Start);
        var now = Start;
        List<(double Pause, string Address)> dials = [];
        while (manager.WakeUp is { } wake && dials.Count < 20)
        {
            now = wake > now ? wake : now;
            var order = Assert.Single(manager.Due(now));
            Assert.Null(manager.WakeUp);
            Assert.Empty(manager.Due(now));
            dials.Add(((now - Start).TotalSeconds, order.Address.TcpEndPoint!.Address.ToString()));
            manager.Closed(order.Connection, CloseReason.LinkFailed, now);
        }

        Assert.Equal([0, 15, 45, 105, 225, 465, 945, 1905], dials.Select(static dial => dial.Pause));
        Assert.Equal(["10.0.0.1", "10.0.0.2", "10.0.0.1"], dials.Take(3).Select(static dial => dial.Address));
        Assert.Equal(0, manager.Known);
    }

    [Fact]
    public void A_static_peer_is_never_forgotten_and_dialled_at_least_once_a_minute_whatever_the_target()
    {
        var manager = new ConnectionManager(Small with { Target = 0 }, Own);
        manager.Learn(Ids[0], [At("10.0.0.1")], PeerStanding.Static, Start);
        manager.Learn(Ids[1], [At("10.0.0.2")], PeerStanding.Discovered, Start);
        var now = Start;
        for (var i = 0; i < 20; i++)
        {
            var order = Assert.Single(manager.Due(now));
            Assert.Equal(Ids[0], order.Peer);
            manager.Closed(order.Connection, CloseReason.LinkFailed, now);
            Assert.InRange((manager.WakeUp!.Value - now).TotalSeconds, 15, 60);
            now = manager.WakeUp.Value;
        }
    }

    /// <summary>Beyond the target up to the maximum, and once connected it is as any other: not dialled again for it.</summary>
    [Fact]
    public void A_needed_peer_is_dialled_beyond_the_target_once()
    {
        var manager = new ConnectionManager(Small with { Target = 1, Max = 3, MaxDialing = 9 }, Own);
        for (var i = 0; i < 6; i++)
        {
            manager.Learn(Ids[i], [At($"10.0.0.{i}")], i == 0 ? PeerStanding.Discovered : PeerStanding.Needed, Start);
        }

        var orders = manager.Due(Start);
        Assert.Equal(3, orders.Count);
        Assert.All(orders, static order => Assert.NotEqual(Ids[0], order.Peer));
        Assert.All(orders, order => Assert.Null(manager.Secured(order.Connection, order.Peer, Start, out _)));
        Assert.Empty(manager.Due(Start));
        Assert.All(orders.Take(2), order => manager.Closed(order.Connection, CloseReason.TooMany, Start));
        var next = manager.Due(Start.AddHours(2));
        Assert.Equal(2, next.Count);
        Assert.DoesNotContain(next, order => orders.Any(old => old.Peer.Equals(order.Peer)));
    }

    [Fact]
    public void A_connection_that_lived_is_no_failure()
    {
        var manager = new ConnectionManager(Small, Own);
        manager.Learn(Ids[0], [At("10.0.0.1")], PeerStanding.Discovered, Start);
        var now = Start;
        for (var i = 0; i < 20; i++)
        {
            var order = Assert.Single(manager.Due(now));
            Assert.Null(manager.Secured(order.Connection, order.Peer, now, out _));
            now += TimeSpan.FromMinutes(1);
            manager.Closed(order.Connection, CloseReason.PeerEnded, now);
            Assert.Equal(now + TimeSpan.FromSeconds(15), manager.WakeUp);
            now = manager.WakeUp!.Value;
        }
    }

    [Fact]
    public void Strangers_are_limited_by_address_pending_and_in_all_and_a_trusted_one_is_not()
    {
        var manager = new ConnectionManager(Small, Own);
        Assert.Null(manager.Admit(IPAddress.Parse("10.0.0.1"), Start, out _));
        Assert.Null(manager.Admit(IPAddress.Parse("::ffff:10.0.0.1"), Start, out _));
        Assert.Equal(CloseReason.TooMany, manager.Admit(IPAddress.Parse("10.0.0.1"), Start, out _));
        Assert.Null(manager.Admit(IPAddress.Parse("10.0.0.2"), Start, out var third));
        Assert.Equal(CloseReason.TooMany, manager.Admit(IPAddress.Parse("10.0.0.3"), Start, out _));
        manager.Learn(Ids[0], [At("10.0.0.3")], PeerStanding.Trusted, Start);
        Assert.Null(manager.Admit(IPAddress.Parse("10.0.0.3"), Start, out _));
        manager.Closed(third, CloseReason.PeerEnded, Start);
        Assert.Equal(3, manager.Pending);
    }

    [Fact]
    public void An_ipv6_network_of_64_bits_is_one_address()
    {
        var manager = new ConnectionManager(Small, Own);
        Assert.Null(manager.Admit(IPAddress.Parse("2001:db8::1"), Start, out _));
        Assert.Null(manager.Admit(IPAddress.Parse("2001:db8::2"), Start, out _));
        Assert.Equal(CloseReason.TooMany, manager.Admit(IPAddress.Parse("2001:db8:0:0:ffff::"), Start, out _));
        Assert.Null(manager.Admit(IPAddress.Parse("2001:db8:0:1::1"), Start, out _));
    }

    [Fact]
    public void Attempts_of_an_address_are_limited_over_time_though_none_stays()
    {
        var manager = new ConnectionManager(Small with { AttemptsPerMinute = 6 }, Own);
        var (now, taken) = (Start, 0);
        for (var i = 0; i < 600; i++, now += TimeSpan.FromSeconds(1))
        {
            if (manager.Admit(IPAddress.Parse("10.0.0.1"), now, out var connection) is null)
            {
                taken++;
                manager.Closed(connection, CloseReason.PeerEnded, now);
            }
        }

        Assert.InRange(taken, 60, 66);
    }

    [Fact]
    public void In_a_devnet_many_share_an_address()
    {
        var manager = new ConnectionManager(ConnectionLimits.Devnet, Own);
        for (var i = 0; i < 60; i++)
        {
            Assert.Null(manager.Admit(IPAddress.Loopback, Start, out _));
        }
    }

    [Fact]
    public void Bans_of_peers_and_addresses_end_and_give_what_is_to_be_closed()
    {
        var manager = new ConnectionManager(Small, Own);
        manager.Admit(IPAddress.Parse("10.0.0.1"), Start, out var first);
        Assert.Null(manager.Secured(first, Ids[0], Start, out _));
        var end = Start.AddMinutes(10);
        Assert.Equal(first, manager.Ban(Ids[0], end, Start));
        Assert.Equal([first], manager.Ban(IPAddress.Parse("10.0.0.1"), end, Start));
        manager.Closed(first, CloseReason.Banned, Start);
        Assert.Equal(CloseReason.Banned, manager.Admit(IPAddress.Parse("10.0.0.1"), end.AddSeconds(-1), out _));
        manager.Admit(IPAddress.Parse("10.0.0.2"), Start, out var second);
        Assert.Equal(CloseReason.Banned, manager.Secured(second, Ids[0], end.AddSeconds(-1), out _));
        Assert.Null(manager.Admit(IPAddress.Parse("10.0.0.1"), end, out var third));
        Assert.Null(manager.Secured(third, Ids[0], end, out _));
    }

    [Fact]
    public void A_banned_peer_is_not_dialled_before_the_ban_ends_and_a_trusted_one_is_not_banned()
    {
        var manager = new ConnectionManager(Small, Own);
        manager.Learn(Ids[0], [At("10.0.0.1")], PeerStanding.Static, Start);
        manager.Learn(Ids[1], [At("10.0.0.2")], PeerStanding.Trusted, Start);
        manager.Ban(Ids[0], Start.AddSeconds(40), Start);
        manager.Ban(Ids[1], Start.AddSeconds(40), Start);
        Assert.Empty(manager.Ban(IPAddress.Parse("10.0.0.2"), Start.AddSeconds(40), Start));
        Assert.Equal(Ids[1], Assert.Single(manager.Due(Start)).Peer);
        Assert.Empty(manager.Due(Start.AddSeconds(39)));
        Assert.Equal(Ids[0], Assert.Single(manager.Due(Start.AddSeconds(60))).Peer);
    }

    [Fact]
    public void Bans_are_bounded_and_the_one_that_ends_first_goes()
    {
        var manager = new ConnectionManager(Small, Own);
        for (var i = 0; i < 9; i++)
        {
            manager.Ban(Ids[i], Start.AddMinutes(10 - i), Start);
        }

        Assert.Equal(
            [true, true, true, true, true, true, true, false, true], Enumerable.Range(0, 9).Select(i => manager.IsBanned(Ids[i], Start)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_sides_keep_the_same_of_two_connections_made_at_once(bool inboundFirst)
    {
        foreach (var (own, other) in new[] { (Ids[3], Ids[5]), (Ids[5], Ids[3]) })
        {
            var manager = new ConnectionManager(Small, own);
            manager.Learn(other, [At("10.0.0.1")], PeerStanding.Discovered, Start);
            var outbound = Assert.Single(manager.Due(Start)).Connection;
            manager.Admit(IPAddress.Parse("10.0.0.1"), Start, out var inbound);
            var (first, second) = inboundFirst ? (inbound, outbound) : (outbound, inbound);
            Assert.Null(manager.Secured(first, other, Start, out _));
            var refusal = manager.Secured(second, other, Start, out var duplicate);
            var kept = refusal is null ? second : first;
            Assert.Equal(refusal is null ? first : null, duplicate);
            // The smaller id's.
            Assert.Equal(own.CompareTo(other) < 0 ? outbound : inbound, kept);
            manager.Closed(kept == first ? second : first, CloseReason.Duplicate, Start);
            Assert.Equal(1, manager.Peers);
        }
    }

    [Fact]
    public void A_peer_that_connects_again_has_lost_the_connection_before()
    {
        var manager = new ConnectionManager(Small, Own);
        manager.Admit(IPAddress.Parse("10.0.0.1"), Start, out var first);
        manager.Admit(IPAddress.Parse("10.0.0.1"), Start, out var second);
        manager.Secured(first, Ids[0], Start, out _);
        Assert.Null(manager.Secured(second, Ids[0], Start, out var duplicate));
        Assert.Equal(first, duplicate);
        manager.Closed(first, CloseReason.Duplicate, Start);
        Assert.Equal(1, manager.Peers);
    }

    [Fact]
    public void What_cannot_be_dialled_and_oneself_is_not_learned()
    {
        var manager = new ConnectionManager(Small, Own);
        Assert.False(manager.Learn(Own, [At("10.0.0.1")], PeerStanding.Static, Start));
        Assert.False(manager.Learn(Ids[0], [Multiaddr.Parse("/ip4/10.0.0.1/udp/9000", out _)!], PeerStanding.Static, Start));
        Assert.False(manager.Learn(Ids[0], [Multiaddr.Parse("/ip4/10.0.0.1/udp/0/quic-v1", out _)!], PeerStanding.Static, Start));
        Assert.False(manager.Learn(Ids[0], [Multiaddr.Parse("/ip4/10.0.0.1/tcp/0", out _)!], PeerStanding.Static, Start));
    }

    [Fact]
    public void Behind_quic_the_same_host_is_tried_over_tcp_at_once_and_the_addresses_take_turns()
    {
        var manager = new ConnectionManager(Small, Own);
        var quic = Multiaddr.Parse("/ip4/10.0.0.1/udp/9001/quic-v1", out _)!;
        Assert.True(manager.Learn(Ids[0], [quic, At("10.0.0.2"), At("10.0.0.1")], PeerStanding.Static, Start));
        var order = Assert.Single(manager.Due(Start));
        Assert.Equal((quic, At("10.0.0.1")), (order.Address, order.Next));
        manager.Closed(order.Connection, CloseReason.LinkFailed, Start);
        order = Assert.Single(manager.Due(Start + TimeSpan.FromHours(1)));
        Assert.Equal((At("10.0.0.2"), (Multiaddr?)null), (order.Address, order.Next));
    }

    [Fact]
    public void A_handshake_may_begin_where_a_connection_could_be_taken_and_is_not_counted()
    {
        var manager = new ConnectionManager(Small, Own);
        var at = IPAddress.Parse("10.0.0.1");
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(manager.MayShake(at, 0, Start));
        }

        Assert.True(manager.MayShake(at, Small.MaxPendingPerAddress - 1, Start));
        Assert.False(manager.MayShake(at, Small.MaxPendingPerAddress, Start));

        var taken = 0;
        while (manager.Admit(at, Start, out var connection) is null)
        {
            taken++;
            Assert.Null(manager.Secured(connection, Ids[taken], Start, out _));
        }

        Assert.InRange(taken, 1, Small.MaxPerAddress);
        Assert.False(manager.MayShake(at, 0, Start));
        Assert.True(manager.MayShake(IPAddress.Parse("10.0.0.2"), 0, Start));
        manager.Ban(IPAddress.Parse("10.0.0.2"), Start + TimeSpan.FromHours(1), Start);
        Assert.False(manager.MayShake(IPAddress.Parse("10.0.0.2"), 0, Start));
        Assert.True(manager.MayShake(IPAddress.Parse("10.0.0.2"), 0, Start + TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Refused_handshakes_use_up_the_attempts_of_their_address_alone()
    {
        var manager = new ConnectionManager(Small with { AttemptsPerMinute = 3 }, Own);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(manager.MayShake(IPAddress.Parse("10.0.0.1"), 0, Start));
            manager.Refused(IPAddress.Parse("10.0.0.1"), Start);
        }

        Assert.False(manager.MayShake(IPAddress.Parse("10.0.0.1"), 0, Start));
        Assert.True(manager.MayShake(IPAddress.Parse("10.0.0.2"), 0, Start));
        Assert.True(manager.MayShake(IPAddress.Parse("10.0.0.1"), 0, Start + TimeSpan.FromMinutes(1)));
    }

    // Whatever happens in whatever order: no bound is exceeded, and when all is over nothing is left counted.
    [Fact]
    public void Bounds_hold_whatever_happens() => Gen.Int.Sample(
        static seed =>
        {
            var random = new Random(seed);
            var manager = new ConnectionManager(Small, Own);
            var open = new Dictionary<long, (PeerId? Expected, bool IsSecured)>();
            var now = Start;
            for (var i = 0; i < 300; i++)
            {
                now += TimeSpan.FromSeconds(random.Next(20));
                var peer = Ids[random.Next(12)];
                switch (random.Next(7))
                {
                    case 0:
                        manager.Learn(peer, [At($"10.0.0.{random.Next(6)}")], (PeerStanding)random.Next(3), now);
                        break;
                    case 1 or 2:
                        if (manager.Admit(IPAddress.Parse($"10.0.0.{random.Next(6)}"), now, out var inbound) is null)
                        {
                            open.Add(inbound, (null, false));
                        }

                        break;
                    case 3:
                        foreach (var order in manager.Due(now))
                        {
                            Assert.DoesNotContain(open.Values, other => order.Peer.Equals(other.Expected));
                            open.Add(order.Connection, (order.Peer, false));
                        }

                        break;
                    case 4 when open.Any(static pair => !pair.Value.IsSecured):
                        var (id, (expected, _)) = open.First(static pair => !pair.Value.IsSecured);
                        if (manager.Secured(id, expected ?? peer, now, out var duplicate) is { } refusal)
                        {
                            manager.Closed(id, refusal, now);
                            open.Remove(id);
                        }
                        else
                        {
                            open[id] = (expected ?? peer, true);
                            if (duplicate is { } other)
                            {
                                manager.Closed(other, CloseReason.Duplicate, now);
                                open.Remove(other);
                            }
                        }

                        break;
                    case 5 when open.Count > 0:
                        var gone = open.Keys.ElementAt(random.Next(open.Count));
                        manager.Closed(gone, CloseReason.PeerEnded, now);
                        open.Remove(gone);
                        break;
                    default:
                        manager.Ban(peer, now.AddSeconds(random.Next(100)), now);
                        break;
                }

                Assert.Equal(open.Values.Count(static connection => connection.IsSecured), manager.Peers);
                Assert.True(manager.Peers <= Small.Max && manager.Known <= Small.MaxKnown && manager.Pending <= Small.MaxPending);
                var dialling = open.Values.Count(static connection => connection is { Expected: not null, IsSecured: false });
                Assert.True(dialling <= Small.MaxDialing);
            }

            foreach (var connection in open.Keys)
            {
                Assert.True(manager.Closed(connection, CloseReason.PeerEnded, now));
                Assert.False(manager.Closed(connection, CloseReason.PeerEnded, now));
            }

            Assert.Equal((0, 0, 0), (manager.Peers, manager.Pending, manager.Inbound));
        },
        iter: 500);

    private static Multiaddr At(string address) => Multiaddr.Parse($"/ip4/{address}/tcp/9000", out _)!;
}
