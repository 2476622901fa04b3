using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Networks to begin with: mainnet's parameters, with its scores for 16,384 validators.</summary>
internal static class Simulations
{
    private static readonly EthereumScores Scores =
        new(Networks.Find("mainnet")!, 16_384, 100, new GossipSettings(), isDevnet: false);

    internal static GossipSettings Settings { get; } = new() { Scores = Scores.Parameters };

    internal static GossipTopicSettings Topic(string name, string digest = "6a95a1a9")
    {
        var topic = $"/eth2/{digest}/{name}/ssz_snappy";
        return EthereumTopic.TryParse(topic, out var parsed)
            ? new GossipTopicSettings(topic, MessageIdRule.Altair, 1 << 20, Scores.Of(parsed.Name))
            : throw new ArgumentException(name);
    }

    internal static SimulatedNetwork Honest(int seed, int nodes, int each, params GossipTopicSettings[] topics)
    {
        var network = new SimulatedNetwork(seed, Settings);
        for (var i = 0; i < nodes; i++)
        {
            network.AddNode($"node{i}", topics);
        }

        network.ConnectAll(each);
        return network;
    }
}
