using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>
/// The parameters of mainnet with its 16,384 validators of genesis are those the other clients publish, and no configuration gives one that
/// makes no sense.
/// </summary>
public sealed class EthereumScoresTests
{
    private static readonly ChainSpec Mainnet = Of("mainnet");

    [Fact]
    public void TheGlobalPartIsThatOfOtherClients()
    {
        var scores = Scores(Mainnet).Parameters;
        Assert.Equal(55, scores.TopicScoreCap, 9);
        Assert.Equal(-55, scores.IpColocationFactorWeight, 9);
        Assert.Equal(0.985712, scores.BehaviourPenaltyDecay, 0.000001);
        Assert.Equal(-15.8792, scores.BehaviourPenaltyWeight, 3);
        Assert.Equal(
            (-4000, -8000, -16000, 5),
            (scores.Thresholds.Gossip, scores.Thresholds.Publish, scores.Thresholds.Graylist, scores.Thresholds.OpportunisticGraft));
        var devnet = new EthereumScores(Mainnet, 16_384, 10_000, new GossipSettings(), isDevnet: true);
        Assert.Equal(0, devnet.Parameters.IpColocationFactorWeight);
    }

    [Theory]
    [InlineData("voluntary_exit", 0.05, 1.8407, 0.99856, 21.73035, -2200)]
    [InlineData("proposer_slashing", 0.05, 36.81486, 0.99856, 1.08652, -2200)]
    [InlineData("attester_slashing", 0.05, 36.81486, 0.99856, 1.08652, -2200)]
    [InlineData("beacon_aggregate_and_proof", 0.5, 0.33509, 0.86596, 119.3712, -220)]
    [InlineData("beacon_block", 0.5, 1.14716, 0.99283, 34.8687, -220)]
    [InlineData("beacon_attestation", 0.015625, 2.6807, 0.86596, 14.9214, -7040)]
    public void DeliveriesAreThoseOfOtherClients(string topic, double weight, double first, double decay, double cap, double invalid)
    {
        var score = Scores(Mainnet).Of(topic)!;
        Assert.Equal(weight, score.TopicWeight, 9);
        Assert.Equal((0.03333, 300), (Math.Round(score.TimeInMeshWeight, 5), score.TimeInMeshCap));
        Assert.Equal(first, score.FirstMessageDeliveriesWeight, 0.00005);
        Assert.Equal(decay, score.FirstMessageDeliveriesDecay, 0.00005);
        Assert.Equal(cap, score.FirstMessageDeliveriesCap, 0.00005);
        Assert.Equal(invalid, score.InvalidMessageDeliveriesWeight, 0.00005);
        Assert.Equal(0.99713, score.InvalidMessageDeliveriesDecay, 0.00005);
    }

    [Theory]
    [InlineData("beacon_aggregate_and_proof", 0.930572, 17.15638, 68.6255, 384)]
    [InlineData("beacon_block", 0.97163, 0.68491, 2.0547574, 384)]
    [InlineData("beacon_attestation", 0.96466, 4.367655, 69.88248, 204)]
    public void WhatIsExpectedOfTheMeshIsThatOfOtherClients(string topic, double decay, double threshold, double cap, int activation)
    {
        var score = Scores(Mainnet).Of(topic)!;
        Assert.Equal(decay, score.MeshMessageDeliveriesDecay, 0.00005);
        Assert.Equal(threshold, score.MeshMessageDeliveriesThreshold, 0.00005);
        Assert.Equal(cap, score.MeshMessageDeliveriesCap, 0.00005);
        Assert.Equal(TimeSpan.FromSeconds(activation), score.MeshMessageDeliveriesActivation);
        Assert.Equal(-score.TopicWeight, score.MeshMessageDeliveriesWeight);
        var young = new EthereumScores(Mainnet, 16_384, 100, new GossipSettings(), isDevnet: false).Of(topic)!;
        Assert.Equal((0, 0), (young.MeshMessageDeliveriesThreshold, young.MeshMessageDeliveriesWeight));
    }

    [Theory]
    [InlineData("mainnet", 0)]
    [InlineData("mainnet", 1_000_000)]
    [InlineData("minimal", 1)]
    [InlineData("minimal", 64)]
    [InlineData("minimal", 100_000)]
    public void EveryTopicHasParametersThatMakeSense(string network, ulong validators)
    {
        var scores = new EthereumScores(Of(network), validators, ulong.MaxValue, new GossipSettings(), isDevnet: true);
        Assert.InRange(scores.Parameters.BehaviourPenaltyWeight, -100, -0.01);
        Assert.InRange(scores.Parameters.BehaviourPenaltyDecay, 0.01, 0.9999);
        string[] topics =
        [
            "beacon_block", "beacon_aggregate_and_proof", "beacon_attestation", "voluntary_exit", "proposer_slashing", "attester_slashing",
            "sync_committee", "sync_committee_contribution_and_proof", "bls_to_execution_change", "blob_sidecar", "data_column_sidecar",
            "execution_payload", "execution_payload_bid", "payload_attestation_message", "proposer_preferences", "inclusion_list",
        ];
        foreach (var topic in topics)
        {
            var score = scores.Of(topic)!;
            Assert.True(score.TopicWeight > 0 && score.FirstMessageDeliveriesCap > 0 && score.InvalidMessageDeliveriesWeight < 0);
            double[] all =
            [
                score.FirstMessageDeliveriesCap, score.FirstMessageDeliveriesWeight, score.FirstMessageDeliveriesDecay,
                score.MeshMessageDeliveriesCap, score.MeshMessageDeliveriesDecay, score.MeshMessageDeliveriesThreshold, score.TimeInMeshCap,
            ];
            Assert.All(all, static value => Assert.True(double.IsFinite(value) && value >= 0));
        }

        Assert.Null(scores.Of("unknown"));
    }

    private static EthereumScores Scores(ChainSpec spec) => new(spec, 16_384, 10_000, new GossipSettings(), isDevnet: false);

    private static ChainSpec Of(string network) => Networks.Find(network)!;
}
