using System.Text;
using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting.Figures;
using Consensoor.Messages;
using Prometheus;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting.Figures;

/// <summary>What a node exports of how it judges its peers.</summary>
public sealed class ScoreMetricsTests() : PatientKit(NodeConfig.Layered())
{
    [Fact]
    public async Task ScoresAreTakenByTheirOrderAndReportsByWhatWasDone()
    {
        var metrics = Sys.ActorOf(ScoreMetrics.Props("judge"));
        metrics.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        Assert.Contains("libp2p_report_peer_msgs_total{node=\"judge\",msg=\"Greedy\"} 0", await Lines());

        metrics.Tell(new PeerScores([.. new[] { 3, -7, 10, 0.5, 2 }.Select(static (score, at) => new PeerScore($"peer {at}", score))]));
        metrics.Tell(new PeerReported("peer 1", PeerOffence.Invalid, "its words"));
        metrics.Tell(new PeerReported("peer 2", PeerOffence.Invalid, "other words"));
        metrics.Tell(Status(4));
        metrics.Tell(Status(5));
        metrics.Tell(new Identify(1), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        var lines = await Lines();
        foreach (var (position, score) in new[] { ("1st", "10"), ("1/4", "3"), ("1/2", "2"), ("3/4", "0.5"), ("last", "-7") })
        {
            Assert.Contains($"peer_score_distribution{{node=\"judge\",position=\"{position}\"}} {score}", lines);
        }

        Assert.Contains("libp2p_report_peer_msgs_total{node=\"judge\",msg=\"Invalid\"} 2", lines);
        Assert.Contains("gossipsub_scoring_penalties_total{node=\"judge\",penalty=\"BrokenPromise\"} 5", lines);
        Assert.Contains("gossipsub_score_per_mesh_count{node=\"judge\",hash=\"blocks\"} 4", lines);
        Assert.Contains("gossipsub_score_per_mesh_sum{node=\"judge\",hash=\"blocks\"} -4", lines);

        metrics.Tell(new PeerScores([]));
        metrics.Tell(new Identify(2), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        Assert.Contains("peer_score_distribution{node=\"judge\",position=\"last\"} 0", await Lines());
    }

    private static WireStatus Status(ulong broken) => new(0, 0, [], [], [], [])
    {
        Penalties = [KeyValuePair.Create("BrokenPromise", broken)],
        WholeTopics = [new WholeTopic(new TopicTraffic("blocks", 1, 2, 0, 0, 0, 0, 0, 0, 0, 0), 2, true) { MeshScores = [-3, 1] }],
    };

    private static async Task<string[]> Lines()
    {
        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n');
    }
}
