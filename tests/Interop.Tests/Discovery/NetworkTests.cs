using System.Net;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Wire;
using Xunit;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>Whole networks in virtual time.</summary>
public sealed class NetworkTests
{
    private const int Hostile = 12;
    private const int Dead = 8;

    [Fact]
    public void Everyone_of_120_is_found_through_loss_and_hostile_nodes()
    {
        using var network = new SimulatedNetwork(seed: 7) { Loss = 3 };
        var boot = network.Add(Address(0), new DiscoverySettings(), []);
        var hostile = Enumerable.Range(0, Hostile).Select(i => MakeHostile(network, Address(500 + i), i)).ToList();
        for (var i = 1; i < 120; i++)
        {
            network.Add(Address(i), new DiscoverySettings(), [boot.Contact]);
            network.Run(TimeSpan.FromMilliseconds(300));
        }

        foreach (var peer in hostile)
        {
            peer.Handshake(network.Nodes[network.Nodes.Count / 2], new Ping(peer.NewId(), 1));
        }

        network.Run(TimeSpan.FromMinutes(3));
        foreach (var dead in network.Nodes.Skip(40).Take(Dead).ToArray())
        {
            network.Kill(dead);
        }

        network.Run(TimeSpan.FromMinutes(5));

        // Four packets of a first request may be lost: who is not found by one is looked for by another, three times in all.
        var lost = network.Nodes.ToList();
        for (var round = 0; round < 3; round++)
        {
            lost = Seek(network, lost, 37 + round);
            Assert.True(lost.Count < network.Nodes.Count / 10, $"{lost.Count} were not found in round {round}");
        }

        Assert.Empty(lost);
        Assert.All(network.Nodes, node => Assert.InRange(node.Machine.Sessions, 1, new DiscoverySettings().MaxSessions));
        Assert.Contains(network.Nodes, static node => node.Events.OfType<NodeBlamed>().Any());
        Assert.Contains(network.Nodes, static node => node.Events.OfType<NodeLeft>().Any());
    }

    [Fact]
    public void The_same_seed_gives_the_same_packets()
    {
        ulong Play(int seed)
        {
            using var network = new SimulatedNetwork(seed) { Loss = 10 };
            var boot = network.Add(Address(0), new DiscoverySettings(), []);
            for (var i = 1; i < 12; i++)
            {
                network.Add(Address(i), new DiscoverySettings(), [boot.Contact]);
            }

            network.Run(TimeSpan.FromMinutes(2));
            Assert.True(network.Sent > 100);
            return network.Digest;
        }

        Assert.Equal(Play(3), Play(3));
        Assert.NotEqual(Play(3), Play(4));
    }

    [Fact]
    public void Six_nodes_on_one_address_meet_with_the_devnet_profile_within_ten_seconds()
    {
        using var network = new SimulatedNetwork(seed: 11);
        var boot = network.Add(new IPEndPoint(IPAddress.Loopback, 9000), DiscoverySettings.Devnet, []);
        for (var i = 1; i < 6; i++)
        {
            network.Add(new IPEndPoint(IPAddress.Loopback, 9000 + i), DiscoverySettings.Devnet, [boot.Contact]);
        }

        network.Run(TimeSpan.FromSeconds(10));
        Assert.All(network.Nodes, static node => Assert.Equal(5, node.Machine.Members.Count()));
    }

    [Fact]
    public void A_predicate_finds_those_it_holds_for()
    {
        using var network = new SimulatedNetwork(seed: 13);
        var boot = network.Add(Address(0), new DiscoverySettings(), []);
        for (var i = 1; i < 60; i++)
        {
            var subnet = i % 20 == 5 ? 3 : 9;
            network.Add(Address(i), new DiscoverySettings(), [boot.Contact], fields: builder =>
                builder.Set(EnrKeys.Attnets, BitConverter.GetBytes(1UL << subnet)));
        }

        network.Run(TimeSpan.FromMinutes(3));
        var seeker = network.Nodes[17];
        var lookup = seeker.Machine.StartRandomLookup(network.Now, NodePredicates.OnAttestationSubnet(3), 3);
        network.Drain(seeker);
        network.Run(TimeSpan.FromSeconds(30));
        var found = seeker.Events.OfType<LookupFinished>().Single(finished => finished.Lookup == lookup).Found;
        Assert.Equal(
            network.Nodes.Where(static node => node.Machine.LocalRecord.IsOnAttestationSubnet(3)).Select(static node => node.Id).Order(Ids),
            found.Select(static record => record.NodeId).Order(Ids));
    }

    [Fact]
    public void A_changed_record_reaches_those_who_know_the_node()
    {
        using var network = new SimulatedNetwork(seed: 17);
        var boot = network.Add(Address(0), DiscoverySettings.Devnet, []);
        var other = network.Add(Address(1), DiscoverySettings.Devnet, [boot.Contact]);
        network.Run(TimeSpan.FromSeconds(10));
        Assert.Null(other.Machine.UpdateRecord(static builder => builder.Set(EnrKeys.Cgc, 64)));
        Assert.Null(other.Machine.UpdateRecord(static builder => builder.Set(EnrKeys.Cgc, 64)));
        Assert.Equal(2UL, other.Machine.LocalRecord.Sequence);
        network.Drain(other);
        network.Run(TimeSpan.FromMinutes(2));
        Assert.Equal(64UL, boot.Machine.Members.Single().Record.CustodyGroupCount);
        Assert.Single(boot.Events.OfType<NodeUpdated>());
        Assert.NotNull(other.Machine.UpdateRecord(static builder => builder.Set("zz", new byte[250])));
        Assert.Equal(2UL, other.Machine.LocalRecord.Sequence);
    }

    [Fact]
    public void A_node_without_an_address_learns_it_from_most_and_is_found_then()
    {
        using var network = new SimulatedNetwork(seed: 19) { Loss = 2 };
        var boot = network.Add(Address(0), new DiscoverySettings(), []);
        for (var i = 1; i < 12; i++)
        {
            network.Add(Address(i), new DiscoverySettings(), [boot.Contact]);
        }

        network.Run(TimeSpan.FromMinutes(1));
        var silent = network.Add(Address(77), new DiscoverySettings(), [boot.Contact], hasAddress: false);
        network.Run(TimeSpan.FromMinutes(5));
        Assert.Equal(silent.Endpoint, silent.Machine.LocalRecord.UdpEndpoint);
        Assert.Contains(boot.Machine.Members, entry => entry.Record.NodeId == silent.Id);
        Assert.Contains(silent.Events, static happened => happened is LocalRecordChanged);
    }

    [Fact]
    public void A_node_that_lost_its_sessions_is_talked_to_again()
    {
        using var network = new SimulatedNetwork(seed: 23);
        var boot = network.Add(Address(0), DiscoverySettings.Devnet, []);
        var other = network.Add(Address(1), DiscoverySettings.Devnet, [boot.Contact]);
        network.Run(TimeSpan.FromSeconds(10));
        var again = new DiscoveryMachine(
            other.Key, other.Machine.LocalRecord, DiscoverySettings.Devnet, [], network.Fill, network.Now);
        network.Kill(other);
        var restarted = new SimulatedNode(other.Key, other.Endpoint, again);
        network.Attach(other.Endpoint, (from, bytes) =>
        {
            again.Receive(network.Now, from, bytes);
            network.Drain(restarted);
        });
        network.Run(TimeSpan.FromMinutes(3));
        Assert.Contains(boot.Machine.Members, entry => entry.Record.NodeId == other.Id && entry.Failures == 0);
        Assert.DoesNotContain(boot.Events, static happened => happened is NodeLeft);
        again.Dispose();
    }

    [Fact]
    public void Nobody_is_blamed_for_an_answer_that_came_while_this_machine_stood_still()
    {
        using var network = new SimulatedNetwork(seed: 29);
        var boot = network.Add(Address(0), DiscoverySettings.Devnet, []);
        SimulatedNode[] others = [.. Enumerable.Range(1, 3).Select(i => network.Add(Address(i), DiscoverySettings.Devnet, [boot.Contact]))];
        network.Run(TimeSpan.FromSeconds(30));
        var lookup = boot.Machine.StartLookup(network.Now, others[0].Id)!.Value;
        network.Drain(boot);
        network.StandStill(TimeSpan.FromSeconds(20));
        Assert.All(network.Nodes, static node => Assert.All(node.Machine.Members, static entry => Assert.Equal(0, entry.Failures)));
        network.Run(TimeSpan.FromSeconds(5));
        var found = boot.Events.OfType<LookupFinished>().Single(finished => finished.Lookup == lookup).Found;
        Assert.Contains(others[0].Id, found.Select(static record => record.NodeId));
        Assert.All(network.Nodes, static node => Assert.All(node.Machine.Members, static entry => Assert.Equal(0, entry.Failures)));
    }

    // Each target is looked for by one other node; gives those not found.
    private static List<SimulatedNode> Seek(SimulatedNetwork network, List<SimulatedNode> targets, int step)
    {
        var lookups = new List<(SimulatedNode Target, SimulatedNode Seeker, long Lookup)>();
        foreach (var target in targets)
        {
            var seeker = network.Nodes[(network.Nodes.ToList().IndexOf(target) + step) % network.Nodes.Count];
            lookups.Add((target, seeker, seeker.Machine.StartLookup(network.Now, target.Id)!.Value));
            network.Drain(seeker);
        }

        network.Run(TimeSpan.FromSeconds(30));
        return [.. lookups.Where(static look =>
        {
            var end = look.Seeker.Events.OfType<LookupFinished>().Single(finished => finished.Lookup == look.Lookup);
            Assert.True(end.Asked <= new DiscoverySettings().LookupQueries);
            return !end.Found.Any(record => record.NodeId == look.Target.Id);
        }).Select(static look => look.Target)];
    }

    private static readonly Comparer<NodeId> Ids = Comparer<NodeId>.Create(static (a, b) => default(NodeId).CompareDistance(a, b));

    private static IPEndPoint Address(int i) => new(new IPAddress([20, (byte)(i / 200), (byte)(i % 200), 1]), 9000);

    // They answer PING, so that they get into tables, and FINDNODE with what no honest node sends.
    private static RawPeer MakeHostile(SimulatedNetwork network, IPEndPoint endpoint, int kind)
    {
        var peer = new RawPeer(network, endpoint);
        var others = Enumerable.Range(0, 20).Select(_ =>
        {
            var key = network.NewKey();
            return new EnrBuilder().SetAddress(IPAddress.Parse("20.99.1.1")).Set(EnrKeys.Udp, 9).Build(key, 9, out EnrRefusal? _)!;
        }).ToList();
        var forged = others[0].Encoded.ToArray();
        forged[^1] ^= 1;
        peer.Answers = message => message switch
        {
            Ping ping => [new Pong(ping.Id, ulong.MaxValue, new IPEndPoint(IPAddress.Parse("6.6.6.6"), 666))],
            FindNode find => (kind % 4) switch
            {
                0 => [new Nodes(find.Id, 1, [forged])],
                1 => [new Nodes(find.Id, ulong.MaxValue, [others[0].Encoded])],
                2 => Enumerable.Range(0, 40).Select(i => new Nodes(find.Id, 16, [others[i % others.Count].Encoded])),
                _ => [],
            },
            _ => [],
        };
        return peer;
    }
}
