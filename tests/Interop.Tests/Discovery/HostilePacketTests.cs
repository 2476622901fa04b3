using System.Net;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Identity;
using Xunit;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>What a stranger may try, and what it costs.</summary>
public sealed class HostilePacketTests : IDisposable
{
    private readonly SimulatedNetwork _network = new(seed: 41);
    private readonly SimulatedNode _node;
    private readonly RawPeer _peer;

    public HostilePacketTests()
    {
        _node = _network.Add(Address(1), new DiscoverySettings(), []);
        _peer = new RawPeer(_network, Address(2));
    }

    public void Dispose()
    {
        _peer.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void Truncated_and_padded_packets_get_no_answer()
    {
        var packet = _peer.Handshake(_node, new Ping(_peer.NewId(), 1));
        var received = _peer.BytesReceived;
        for (var length = 0; length < packet.Length; length++)
        {
            _network.Send(_peer.Endpoint, _node.Endpoint, packet.AsMemory(0, length));
        }

        _network.Send(_peer.Endpoint, _node.Endpoint, (byte[])[.. packet, .. new byte[1281 - packet.Length]]);
        _network.Run(TimeSpan.FromMilliseconds(500));
        Assert.Equal(received, _peer.BytesReceived);
    }

    [Fact]
    public void Packets_of_other_protocols_versions_and_flags_get_no_answer()
    {
        var header = PacketCodec.EncodeRandom(_node.Id, _peer.Record.NodeId, new byte[16], default, new byte[40]);
        for (var i = 16; i < 16 + 9; i++)
        {
            var bad = (byte[])header.Clone();
            bad[i] ^= 0x10;
            _network.Send(_peer.Endpoint, _node.Endpoint, bad);
        }

        _network.Run(TimeSpan.FromMilliseconds(500));
        Assert.Equal(0, _peer.BytesReceived);
        Assert.Equal(9, _node.Machine.Dropped(DropReason.NotAPacket));
    }

    [Fact]
    public void A_challenge_is_shorter_than_what_it_answers_and_an_address_gets_few()
    {
        var before = _network.Sent;
        for (var i = 0; i < 1000; i++)
        {
            _peer.SendNoise(_node);
        }

        _network.Run(TimeSpan.FromSeconds(1));
        var sent = _network.Sent - before - 1000;
        Assert.InRange(sent, 1, 26);
        Assert.Equal(63 * sent, _peer.BytesReceived);
        Assert.Equal(1000 - sent, _node.Machine.Dropped(DropReason.ChallengeLimit));
    }

    [Fact]
    public void Many_addresses_get_no_more_challenges_than_there_are_and_honest_nodes_go_on()
    {
        var honest = _network.Add(Address(3), DiscoverySettings.Devnet, [_node.Contact]);
        _network.Run(TimeSpan.FromSeconds(10));
        Assert.Contains(_node.Machine.Members, entry => entry.Record.NodeId == honest.Id);
        var before = _network.Sent;
        for (var second = 0; second < 10; second++)
        {
            for (var i = 0; i < 2000; i++)
            {
                var from = new IPEndPoint(new IPAddress([30, (byte)second, (byte)(i / 256), (byte)i]), 9000);
                _network.Send(
                    from, _node.Endpoint, PacketCodec.EncodeRandom(_node.Id, _peer.Record.NodeId, new byte[16], default, new byte[20]));
            }

            _network.Run(TimeSpan.FromSeconds(1));
            Assert.InRange(_node.Machine.Challenges, 0, 1000);
        }

        Assert.InRange(_network.Sent - before - 20_000, 1, 500 + (250 * 11) + 200);
        _network.Run(TimeSpan.FromMinutes(3));
        Assert.Contains(_node.Machine.Members, entry => entry.Record.NodeId == honest.Id && entry.Failures == 0);
        Assert.DoesNotContain(_node.Events, static happened => happened is NodeLeft);
        Assert.DoesNotContain(honest.Events, static happened => happened is NodeLeft);
    }

    [Fact]
    public void A_replayed_handshake_is_taken_once()
    {
        var packet = _peer.Handshake(_node, new Ping(_peer.NewId(), 1));
        Assert.Single(_peer.Received.OfType<Pong>());
        for (var i = 0; i < 10; i++)
        {
            _network.Send(_peer.Endpoint, _node.Endpoint, packet);
        }

        _network.Run(TimeSpan.FromSeconds(1));
        Assert.Single(_peer.Received.OfType<Pong>());
        Assert.Equal(10, _node.Machine.Dropped(DropReason.NoSuchChallenge));
    }

    [Fact]
    public void A_replayed_request_is_answered_once()
    {
        _peer.Handshake(_node, new Ping(_peer.NewId(), 1));
        var request = _peer.Seal(_node.Id, new FindNode(_peer.NewId(), [0]));
        for (var i = 0; i < 30; i++)
        {
            _network.Send(_peer.Endpoint, _node.Endpoint, request);
        }

        _network.Run(TimeSpan.FromSeconds(1));
        Assert.Single(_peer.Received.OfType<Nodes>());
        Assert.Equal(29, _node.Machine.Dropped(DropReason.Replay));
    }

    [Fact]
    public void A_handshake_counts_only_from_the_address_that_was_challenged()
    {
        _peer.SendNoise(_node);
        _network.Run(TimeSpan.FromMilliseconds(400));
        var packet = _peer.MakeHandshake(
            _node, _peer.Challenges[^1], new FindNode(_peer.NewId(), [0]), _peer.Record.Encoded, _peer.Key);
        var victim = new RawPeer(_network, Address(9));
        _network.Send(victim.Endpoint, _node.Endpoint, packet);
        _network.Run(TimeSpan.FromMilliseconds(400));
        Assert.Equal(0, victim.BytesReceived);
        Assert.Equal(1, _node.Machine.Dropped(DropReason.NoSuchChallenge));
        Assert.Equal(0, _node.Machine.Sessions);
    }

    [Fact]
    public void A_challenge_is_worth_five_signatures_and_then_none()
    {
        _peer.SendNoise(_node);
        _network.Run(TimeSpan.FromMilliseconds(200));
        var packet = _peer.MakeHandshake(
            _node, _peer.Challenges[^1], new Ping(_peer.NewId(), 1), _peer.Record.Encoded, _network.NewKey());
        for (var i = 0; i < 100; i++)
        {
            _network.Send(_peer.Endpoint, _node.Endpoint, packet);
        }

        _network.Run(TimeSpan.FromMilliseconds(300));
        Assert.Equal(5, _node.Machine.Dropped(DropReason.HandshakeProof));
        Assert.Equal(95, _node.Machine.Dropped(DropReason.NoSuchChallenge));
    }

    [Fact]
    public void A_late_handshake_is_too_late()
    {
        _peer.SendNoise(_node);
        _network.Run(TimeSpan.FromSeconds(2));
        var packet = _peer.MakeHandshake(_node, _peer.Challenges[^1], new Ping(_peer.NewId(), 1), _peer.Record.Encoded, _peer.Key);
        _network.Send(_peer.Endpoint, _node.Endpoint, packet);
        _network.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _node.Machine.Dropped(DropReason.NoSuchChallenge));
    }

    [Fact]
    public void Records_in_handshakes_are_verified_and_the_senders_own()
    {
        var big = new EnrBuilder(_peer.Record).Set("zz", new byte[160]).Build(_peer.Key, 6, out EnrRefusal? refusal);
        Assert.True(big is not null && big.Encoded.Length == Enr.MaxLength, $"{refusal} {big?.Encoded.Length}");
        var forged = big!.Encoded.ToArray();
        forged[^1] ^= 1;
        _peer.Handshake(_node, new Ping(_peer.NewId(), 1), forged);
        _peer.Handshake(_node, new Ping(_peer.NewId(), 1), new EnrBuilder().Build(_network.NewKey(), 1, out EnrRefusal? _)!.Encoded);
        _peer.Handshake(_node, new Ping(_peer.NewId(), 1), ReadOnlyMemory<byte>.Empty);
        _peer.Handshake(_node, new Ping(_peer.NewId(), 1), new byte[300]);
        Assert.Equal(4, _node.Machine.Dropped(DropReason.HandshakeRecord));
        Assert.Equal(0, _node.Machine.Sessions);
        _peer.Handshake(_node, new Ping(_peer.NewId(), 1), big.Encoded);
        Assert.Equal(1, _node.Machine.Sessions);
    }

    [Fact]
    public void A_rolled_back_record_changes_nothing_and_is_blamed()
    {
        var older = new EnrBuilder(_peer.Record).Build(_peer.Key, 3, out EnrRefusal? _)!;
        _peer.Answers = message => message is Ping ping ? [new Pong(ping.Id, 5, _node.Endpoint)] : [];
        _peer.Handshake(_node, new Ping(_peer.NewId(), 5));
        _network.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(5UL, _node.Machine.Members.Single().Record.Sequence);

        _peer.Handshake(_node, new Ping(_peer.NewId(), 3), older.Encoded);
        _network.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(5UL, _node.Machine.Members.Single().Record.Sequence);

        // It claims a newer one and hands out an older one.
        _peer.Answers = message => message switch
        {
            Ping ping => [new Pong(ping.Id, 99, _node.Endpoint)],
            FindNode find => [new Nodes(find.Id, 1, [older.Encoded])],
            _ => [],
        };
        _peer.Send(_node, new Ping(_peer.NewId(), 99));
        _network.Run(TimeSpan.FromSeconds(3));
        Assert.Contains(_node.Events, static happened => happened is NodeBlamed { Offence: NodeOffence.RolledBack });
        Assert.Empty(_node.Machine.Members);
    }

    [Fact]
    public void An_address_gets_as_many_answers_as_were_set()
    {
        _peer.Handshake(_node, new Ping(_peer.NewId(), 1));
        _peer.Received.Clear();
        for (var i = 0; i < 500; i++)
        {
            _peer.Send(_node, new Ping(_peer.NewId(), 1));
        }

        _network.Run(TimeSpan.FromMilliseconds(900));
        Assert.InRange(_peer.Received.OfType<Pong>().Count(), 50, 60 + 20);
    }

    /// <summary>They leave half of the questions there may be to what the node looks for itself.</summary>
    [Fact]
    public void Strangers_that_speak_of_newer_records_are_asked_for_few_at_once()
    {
        var strangers = Enumerable.Range(0, 300)
            .Select(i => new RawPeer(_network, new IPEndPoint(new IPAddress([60, (byte)(i / 250), (byte)i, 1]), 9000))).ToArray();
        foreach (var stranger in strangers)
        {
            stranger.Handshake(_node, new Ping(stranger.NewId(), 1));
        }

        _network.Run(TimeSpan.FromSeconds(10));
        foreach (var stranger in strangers)
        {
            stranger.Received.Clear();
            stranger.Send(_node, new Ping(stranger.NewId(), ulong.MaxValue));
        }

        _network.Run(TimeSpan.FromMilliseconds(600));
        var asked = strangers.Sum(static stranger => stranger.Received.OfType<FindNode>().Count());
        Assert.InRange(asked, 1, new DiscoverySettings().MaxPending / 2);
        Array.ForEach(strangers, static stranger => stranger.Dispose());
    }

    [Fact]
    public void Talk_of_unknown_protocols_is_answered_empty()
    {
        _peer.Handshake(_node, new TalkRequest(_peer.NewId(), "nobody"u8.ToArray(), new byte[200]));
        Assert.True(_peer.Received.OfType<TalkResponse>().Single().Response.IsEmpty);
    }

    [Fact]
    public void Answers_that_nobody_asked_for_do_nothing()
    {
        _peer.Handshake(_node, new Ping(_peer.NewId(), 1));
        for (var i = 0; i < 10; i++)
        {
            _peer.Send(_node, new Pong(_peer.NewId(), 1, new IPEndPoint(IPAddress.Parse("6.6.6.6"), 6)));
            _peer.Send(_node, new Nodes(_peer.NewId(), 1, [_peer.Record.Encoded]));
        }

        _network.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(20, _node.Machine.Dropped(DropReason.Unasked));
        Assert.Equal(_node.Endpoint, _node.Machine.LocalRecord.UdpEndpoint);
    }

    [Fact]
    public void Challenges_to_nothing_that_was_asked_do_nothing()
    {
        var before = _network.Sent;
        for (var i = 0; i < 10; i++)
        {
            var nonce = new PacketNonce((uint)i, 0);
            _network.Send(
                _peer.Endpoint, _node.Endpoint, PacketCodec.EncodeWhoAreYou(_node.Id, new byte[16], nonce, new byte[16], 0, out _));
        }

        _network.Run(TimeSpan.FromMilliseconds(500));
        Assert.Equal(10, _node.Machine.Dropped(DropReason.NoSuchRequest));
        Assert.Equal(before + 10, _network.Sent);
    }

    [Fact]
    public void A_packet_of_ones_own_id_is_dropped()
    {
        _network.Send(
            _peer.Endpoint, _node.Endpoint, PacketCodec.EncodeRandom(_node.Id, _node.Id, new byte[16], default, new byte[20]));
        _network.Run(TimeSpan.FromMilliseconds(500));
        Assert.Equal(1, _node.Machine.Dropped(DropReason.Own));
        Assert.Equal(0, _peer.BytesReceived);
    }

    [Fact]
    public void One_address_pushes_out_its_own_sessions_only()
    {
        _peer.Handshake(_node, new Ping(_peer.NewId(), 1));
        for (var i = 0; i < 30; i++)
        {
            using var many = new RawPeer(_network, new IPEndPoint(IPAddress.Parse("40.1.1.1"), 1000 + i));
            many.Handshake(_node, new Ping(many.NewId(), 1));
            _network.Run(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(11, _node.Machine.Sessions);
        _peer.Received.Clear();
        _peer.Send(_node, new Ping(_peer.NewId(), 1));
        _network.Run(TimeSpan.FromMilliseconds(500));
        Assert.Single(_peer.Received.OfType<Pong>());
    }

    [Fact]
    public void Lying_PONGs_of_one_network_do_not_move_the_address()
    {
        var liars = Enumerable.Range(0, 8).Select(i =>
        {
            var liar = new RawPeer(_network, new IPEndPoint(IPAddress.Parse($"50.1.1.{i + 1}"), 9000));
            var lie = new IPEndPoint(IPAddress.Parse("6.6.6.6"), 6);
            liar.Answers = message => message is Ping ping ? [new Pong(ping.Id, 5, lie)] : [];
            return liar;
        }).ToList();
        foreach (var liar in liars)
        {
            liar.Handshake(_node, new Ping(liar.NewId(), 1));
        }

        _network.Run(TimeSpan.FromMinutes(4));
        Assert.Equal(_node.Endpoint, _node.Machine.LocalRecord.UdpEndpoint);
        Assert.InRange(_node.Events.OfType<NodeJoined>().Count(), 1, 100);
        Assert.InRange(_node.Machine.Members.Count, 0, 10);
        liars.ForEach(static liar => liar.Dispose());
    }

    private static IPEndPoint Address(int i) => new(new IPAddress([20, 7, (byte)i, 1]), 9000);
}
