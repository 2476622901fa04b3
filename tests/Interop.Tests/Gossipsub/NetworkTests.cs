using Consensoor.Interop.Gossipsub;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Sixty routers in virtual time: everything reaches everybody, meshes stay in their bounds, a seed is a run.</summary>
public sealed class NetworkTests
{
    private static readonly GossipTopicSettings Blocks = Simulations.Topic("beacon_block");
    private static readonly GossipTopicSettings Votes = Simulations.Topic("beacon_attestation_7");

    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(2, 0.0)]
    [InlineData(3, 0.1)]
    public void EverythingReachesEverybodyAlsoWhereFramesAreLost(int seed, double loss)
    {
        var network = Simulations.Honest(seed, 60, each: 10, Blocks, Votes);
        network.RunFor(TimeSpan.FromSeconds(5));
        network.Loss = loss;
        var published = new Dictionary<MessageId, TimeSpan>();
        for (var i = 0; i < 120; i++)
        {
            var node = network.Nodes[network.Next(network.Nodes.Count)];
            var payload = network.Payload(SimulatedNetwork.Good, i % 3 == 0 ? 20_000 : 300);
            published.Add(node.Publish(i % 2 == 0 ? Blocks : Votes, payload), network.Now);
            network.RunFor(TimeSpan.FromMilliseconds(150));
        }

        network.RunFor(TimeSpan.FromSeconds(10));
        foreach (var node in network.Nodes)
        {
            Assert.True(published.Keys.All(node.Judged.ContainsKey), $"{node.Id} misses some, seed {seed}");
            Assert.Equal(0, node.GivenTwice);
            Assert.Equal((0, 0L), node.Router.Pending);
            Assert.All(node.Router.Peers, peer => Assert.True(node.Router.ScoreOf(peer) >= 0));
        }

        // Without losses nobody waits for a heartbeat.
        var slowest = network.Nodes.Max(node => published.Max(entry => node.Judged[entry.Key] - entry.Value));
        Assert.True(loss > 0 || slowest < TimeSpan.FromSeconds(1.2), $"{slowest}");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void MeshesStayInTheirBoundsWhilePeersComeAndGo(int seed)
    {
        var network = Simulations.Honest(seed, 60, each: 14, Blocks);
        network.RunFor(TimeSpan.FromSeconds(10));
        for (var round = 0; round < 40; round++)
        {
            var (one, other) = (network.Nodes[network.Next(60)], network.Nodes[network.Next(60)]);
            if (one != other && network.AreConnected(one.Id, other.Id))
            {
                network.Disconnect(one.Id, other.Id);
            }
            else if (one != other)
            {
                network.Connect(one.Id, other.Id);
            }

            network.RunFor(TimeSpan.FromSeconds(1));
            foreach (var node in network.Nodes)
            {
                var mesh = node.Router.MeshOf(Blocks.Name);
                Assert.Equal(mesh.Count, mesh.Distinct().Count());
                Assert.All(mesh, peer => Assert.Contains(peer, node.Router.Peers));

                // Above the upper bound only by those it dialled, until the next heartbeat.
                Assert.InRange(mesh.Count, 1, 20);
            }
        }

        network.RunFor(TimeSpan.FromSeconds(70));
        Assert.All(network.Nodes, static node => Assert.InRange(node.Router.MeshOf(Blocks.Name).Count, 5, 12));
    }

    [Fact]
    public void TheSameSeedIsTheSameRunAndAnotherIsNot()
    {
        ulong Run(int seed)
        {
            var network = Simulations.Honest(seed, 50, each: 8, Blocks);
            network.Loss = 0.05;
            for (var i = 0; i < 30; i++)
            {
                network.Nodes[network.Next(50)].Publish(Blocks, network.Payload(SimulatedNetwork.Good, 2000));
                network.RunFor(TimeSpan.FromMilliseconds(300));
            }

            return network.Digest;
        }

        Assert.Equal(Run(7), Run(7));
        Assert.NotEqual(Run(7), Run(8));
    }

    [Fact]
    public void LargeMessagesAreCarriedLessOftenForIDontWant()
    {
        double CopiesOf(int size)
        {
            var network = Simulations.Honest(11, 50, each: 12, Blocks);
            network.RunFor(TimeSpan.FromSeconds(5));

            // Judging takes long against the way: that is where the announcement helps.
            network.Judging = TimeSpan.FromMilliseconds(300);
            for (var i = 0; i < 10; i++)
            {
                network.Nodes[network.Next(50)].Publish(Blocks, network.Payload(SimulatedNetwork.Good, size));
                network.RunFor(TimeSpan.FromSeconds(4));
            }

            return network.Nodes.Sum(static node => (double)node.Router.Counts.Copies) / 500;
        }

        var (small, large) = (CopiesOf(600), CopiesOf(5000));
        Assert.True(large < 0.75 * small, $"{small:0.0} copies of small messages a node, {large:0.0} of large ones");
    }

    [Fact]
    public void AForkMovesAllTopicsWithoutLosingAMessage()
    {
        var after = Simulations.Topic("beacon_block", "b5303f2a");
        var network = Simulations.Honest(12, 50, each: 10, Blocks);
        network.RunFor(TimeSpan.FromSeconds(5));
        foreach (var node in network.Nodes)
        {
            network.At(network.Now + TimeSpan.FromMilliseconds(network.Next(2000)), () =>
            {
                node.Router.Subscribe(after, network.Now);
                node.Drain();
            });
        }

        network.RunFor(TimeSpan.FromSeconds(6));
        var published = new List<MessageId>();
        for (var i = 0; i < 20; i++)
        {
            published.Add(network.Nodes[network.Next(50)].Publish(i < 10 ? Blocks : after, network.Payload(SimulatedNetwork.Good, 500)));
            network.RunFor(TimeSpan.FromMilliseconds(500));
        }

        network.RunFor(TimeSpan.FromSeconds(5));
        foreach (var node in network.Nodes)
        {
            network.At(network.Now + TimeSpan.FromMilliseconds(network.Next(2000)), () =>
            {
                node.Router.Unsubscribe(Blocks.Name, network.Now);
                node.Drain();
            });
        }

        for (var i = 0; i < 10; i++)
        {
            published.Add(network.Nodes[network.Next(50)].Publish(after, network.Payload(SimulatedNetwork.Good, 500)));
            network.RunFor(TimeSpan.FromMilliseconds(500));
        }

        network.RunFor(TimeSpan.FromSeconds(60));
        foreach (var node in network.Nodes)
        {
            Assert.All(published, id => Assert.Contains(id, node.Judged.Keys));
            Assert.All(node.Router.Peers, peer => Assert.Empty(node.Router.Explain(peer)!.Notes));
            Assert.Equal([after.Name], node.Router.Topics);
            Assert.InRange(node.Router.MeshOf(after.Name).Count, 5, 12);
        }
    }

    [Fact]
    public void SmallNetworksOfAnyShapeDeliver() =>
        Gen.Select(Gen.Int[2, 25], Gen.Int[0, 6], Gen.Int[0, 1 << 20], Gen.Int[0, 3]).Sample(
            static (nodes, each, seed, publishers) =>
            {
                var network = Simulations.Honest(seed, nodes, each, Blocks);
                network.RunFor(TimeSpan.FromSeconds(3));
                var published = new List<MessageId>();
                for (var i = 0; i <= publishers; i++)
                {
                    published.Add(network.Nodes[i % nodes].Publish(Blocks, network.Payload(SimulatedNetwork.Good, 100 + (900 * i))));
                }

                network.RunFor(TimeSpan.FromSeconds(8));
                return network.Nodes.All(node => published.All(node.Judged.ContainsKey) && node.GivenTwice == 0);
            },
            iter: 30);
}
