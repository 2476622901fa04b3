using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Scores;
using Xunit;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>
/// Fifty honest routers and those who are not: each kind of abuse costs its doer the score, honest peers keep theirs, messages go on
/// reaching everybody, and memory stays within its bounds.
/// </summary>
public sealed class AttackTests
{
    private static readonly GossipTopicSettings Blocks = Simulations.Topic("beacon_block");

    [Fact]
    public void WhoSpamsInvalidMessagesIsLeft()
    {
        var (network, attackers) = Attacked(21, 5);
        var sent = new List<MessageId>();
        foreach (var attacker in attackers)
        {
            attacker.Turn = _ =>
            {
                var payload = network.Payload(SimulatedNetwork.Bad, 400);
                sent.Add(RouterUnderTest.IdOf(payload, Blocks.Name));
                return new RpcBytes().Ssz(Blocks.Name, payload);
            };
        }

        Check(network, attackers, TimeSpan.FromMilliseconds(300));

        // Each went to one victim, and from there nowhere.
        Assert.All(sent, id => Assert.InRange(network.Nodes.Count(node => node.Judged.ContainsKey(id)), 0, 1));
        Assert.Contains(sent, id => network.Nodes.Any(node => node.Judged.ContainsKey(id)));
    }

    [Fact]
    public void WhoSpamsWhatDoesNotDecompressIsLeft()
    {
        var (network, attackers) = Attacked(22, 5);
        foreach (var attacker in attackers)
        {
            attacker.Turn = _ => new RpcBytes().Message(Blocks.Name, [0xff, 0x7f, .. network.Payload(0, 100)]);
        }

        Check(network, attackers, TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public void WhoFloodsWithGraftsIsLeft()
    {
        var (network, attackers) = Attacked(23, 5);
        foreach (var attacker in attackers)
        {
            attacker.Turn = _ => new RpcBytes().Prune(Blocks.Name).Graft(Blocks.Name);
        }

        Check(network, attackers, TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public void WhoTellsOfWhatItDoesNotHaveIsLeft()
    {
        var (network, attackers) = Attacked(24, 5);
        foreach (var attacker in attackers)
        {
            attacker.Turn = _ => new RpcBytes().Have(
                Blocks.Name, Enumerable.Range(0, 50).Select(_ => RouterUnderTest.IdOf(network.Payload(0, 20))));
        }

        Check(network, attackers, TimeSpan.FromMilliseconds(200));
        Assert.All(network.Nodes.Where(node => attackers.Any(attacker => attacker.Victims.Contains(node.Id))), static node =>
            Assert.True(node.Router.Counts.BrokenPromises > 0));
    }

    /// <summary>A frame of nothing is a byte: a stranger could have the router look at millions for the price of a few messages.</summary>
    [Fact]
    public void WhoSaysNothingWithoutEndIsLeftAndWhoDoesSoNowAndThenIsNot()
    {
        var test = new RouterUnderTest(new GossipSettings
        {
            Scores = RouterUnderTest.Scores with { Thresholds = new ScoreThresholds { Graylist = -1000 } },
        });
        test.Join();
        var peers = test.AddPeers(3);
        for (var heartbeat = 0; heartbeat < 20; heartbeat++)
        {
            for (var rpc = 0; rpc < 64; rpc++)
            {
                test.Send(peers[0], new RpcBytes());
            }

            for (var rpc = 0; rpc < 200; rpc++)
            {
                test.Send(peers[1], new RpcBytes());
                test.Send(peers[2], new RpcBytes().Subscribe("", isSubscribed: false));
            }

            test.PassHeartbeats(1);
        }

        Assert.True(test.Router.ScoreOf(peers[0]) >= 0);
        foreach (var peer in peers.Skip(1))
        {
            Assert.Contains(test.Events, happened => happened.Kind == GossipEventKind.Graylisted && happened.Peer == peer);
            Assert.Contains(test.Router.Explain(peer)!.Notes, static note => note.Reason.Contains("say nothing", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void WhoRepeatsMessagesWithoutEndIsLeft()
    {
        var (network, attackers) = Attacked(25, 5);
        var payload = network.Payload(SimulatedNetwork.Good, 300);
        foreach (var attacker in attackers)
        {
            attacker.Turn = _ => new RpcBytes().Ssz(Blocks.Name, payload).Ssz(Blocks.Name, payload).Ssz(Blocks.Name, payload)
                .Ssz(Blocks.Name, payload).Ssz(Blocks.Name, payload).Ssz(Blocks.Name, payload);
        }

        Check(network, attackers, TimeSpan.FromMilliseconds(150));
    }

    [Fact]
    public void WhoAsksForEverythingAgainAndAgainGetsEachThreeTimes()
    {
        var (network, attackers) = Attacked(26, 3);
        var answers = 0;
        foreach (var attacker in attackers)
        {
            var heard = new List<MessageId>();
            attacker.Answer = (_, told) =>
            {
                answers += told.Count(static entry => entry.Kind == "message");
                heard.AddRange(told.SelectMany(static entry => entry.Ids));
                return null;
            };
            attacker.Turn = _ => heard.Count == 0 ? null : new RpcBytes().Want(heard.TakeLast(200));
            attacker.Start(TimeSpan.FromMilliseconds(100));
        }

        var published = Publish(network, 60);
        var links = attackers.Sum(static attacker => attacker.Victims.Count);
        Assert.InRange(answers, 1, published.Count * links * 4);
        Honest(network, published);
    }

    [Fact]
    public void ManyAtOneAddressAreKeptOutOfMeshes()
    {
        var network = Simulations.Honest(27, 50, each: 8, Blocks);
        foreach (var node in network.Nodes)
        {
            node.AddressOf = static peer => peer.StartsWith("sybil", StringComparison.Ordinal) ? "192.0.2.1" : peer;
        }

        network.RunFor(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 30; i++)
        {
            // Silent ones: they take places and forward nothing.
            var sybil = new Attacker($"sybil{i}", network, Blocks.Name);
            for (var n = 0; n < 20; n++)
            {
                network.Connect(sybil.Id, network.Nodes[(i + n) % 10].Id);
            }
        }

        var published = Publish(network, 60);
        foreach (var node in network.Nodes.Take(10))
        {
            Assert.True(node.Router.Peers.Count(static peer => peer.StartsWith("sybil", StringComparison.Ordinal)) > 20);
            Assert.DoesNotContain(
                node.Router.MeshOf(Blocks.Name), static peer => peer.StartsWith("sybil", StringComparison.Ordinal));
        }

        Honest(network, published);
    }

    [Fact]
    public void SilentPeersInTheMeshDoNotKeepMessagesFromAnybody()
    {
        // Half of all are silent, at addresses of their own, before anybody honest is there.
        var network = Simulations.Honest(28, 50, each: 8, Blocks);
        for (var i = 0; i < 50; i++)
        {
            var silent = new Attacker($"silent{i}", network, Blocks.Name);
            for (var n = 0; n < 12; n++)
            {
                network.Connect(silent.Id, network.Nodes[network.Next(50)].Id);
            }
        }

        Honest(network, Publish(network, 60));
    }

    [Fact]
    public void NotWantingEverythingCostsOnlyOneself()
    {
        var (network, attackers) = Attacked(29, 2);
        foreach (var attacker in attackers)
        {
            attacker.Turn = _ => new RpcBytes().DontWant(
                Enumerable.Range(0, 1500).Select(_ => RouterUnderTest.IdOf(network.Payload(0, 20))));
            attacker.Start(TimeSpan.FromSeconds(1));
        }

        Honest(network, Publish(network, 15));
    }

    [Fact]
    public void DullMessagesCostNobodyAnythingAndGoNowhere()
    {
        var (network, attackers) = Attacked(30, 3);
        foreach (var attacker in attackers)
        {
            attacker.Turn = _ => new RpcBytes().Ssz(Blocks.Name, network.Payload(SimulatedNetwork.Dull, 200));
            attacker.Start(TimeSpan.FromMilliseconds(100));
        }

        var published = Publish(network, 40);
        Assert.All(network.Nodes, node => Assert.All(attackers.Where(attacker => attacker.Victims.Contains(node.Id)), attacker =>
            Assert.True(node.Router.ScoreOf(attacker.Id) >= 0)));
        Honest(network, published);
    }

    private static (SimulatedNetwork Network, List<Attacker> Attackers) Attacked(int seed, int count)
    {
        var network = Simulations.Honest(seed, 50, each: 8, Blocks);
        network.RunFor(TimeSpan.FromSeconds(5));
        var attackers = new List<Attacker>();
        for (var i = 0; i < count; i++)
        {
            var attacker = new Attacker($"attacker{i}", network, Blocks.Name);
            for (var n = 0; n < 15; n++)
            {
                network.Connect(attacker.Id, network.Nodes[network.Next(50)].Id);
            }

            attackers.Add(attacker);
        }

        network.RunFor(TimeSpan.FromSeconds(2));
        return (network, attackers);
    }

    private static List<MessageId> Publish(SimulatedNetwork network, int seconds)
    {
        var published = new List<MessageId>();
        for (var i = 0; i < seconds; i++)
        {
            published.Add(network.Nodes[network.Next(50)].Publish(
                Blocks, network.Payload(SimulatedNetwork.Good, i % 2 == 0 ? 200 : 4000)));
            network.RunFor(TimeSpan.FromSeconds(1));
        }

        network.RunFor(TimeSpan.FromSeconds(8));
        return published;
    }

    private static void Check(SimulatedNetwork network, List<Attacker> attackers, TimeSpan every)
    {
        foreach (var attacker in attackers)
        {
            attacker.Start(every);
        }

        var published = Publish(network, 60);
        foreach (var attacker in attackers)
        {
            foreach (var victim in attacker.Victims)
            {
                var router = ((SimulatedNode)network.Actors[victim]).Router;
                var report = router.Explain(attacker.Id)!;
                Assert.True(report.Score < new ScoreThresholds().Gossip, $"{attacker.Id} has {report.Score:0} at {victim}");
                Assert.NotEmpty(report.Notes);
                Assert.DoesNotContain(attacker.Id, router.MeshOf(Blocks.Name));
            }
        }

        Honest(network, published);
    }

    // Whatever happened: every message is everywhere, honest peers are trusted, memory is bounded.
    private static void Honest(SimulatedNetwork network, List<MessageId> published)
    {
        foreach (var node in network.Nodes)
        {
            Assert.True(published.All(node.Judged.ContainsKey), $"{node.Id} misses some");
            Assert.Equal(0, node.GivenTwice);
            Assert.All(
                node.Router.Peers.Where(static peer => peer.StartsWith("node", StringComparison.Ordinal)),
                peer => Assert.True(node.Router.ScoreOf(peer) >= 0, $"{peer} at {node.Id}"));
            Assert.InRange(node.Router.Pending.Messages, 0, 40);
            Assert.InRange(node.Router.Held.KeptBytes, 0, 200_000);
        }
    }
}
