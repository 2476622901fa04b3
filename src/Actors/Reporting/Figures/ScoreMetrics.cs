using Akka.Actor;
using Consensoor.Messages;
using Prometheus;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>
/// The metrics of how peers are judged, by names of Lighthouse and rust-libp2p: their scores in gossip, what cost them some, and what they
/// were reported for.
/// </summary>
internal sealed class ScoreMetrics : ReceiveActor
{
    private static readonly Gauge Distribution = Metrics.CreateGauge(
        "peer_score_distribution", "Scores in gossip of connected peers, the best 1st; 0 without peers", "node", "position");
    private static readonly Histogram ByMesh = Metrics.CreateHistogram(
        "gossipsub_score_per_mesh",
        "Scores of the peers in the mesh, each once a slot",
        ["node", "hash"],
        new HistogramConfiguration { Buckets = [-1_000, -100, -50, -20, -10, -5, -1, 0, 1, 5, 10, 20, 50, 100] });
    private static readonly Counter Penalties = Metrics.CreateCounter(
        "gossipsub_scoring_penalties_total", "How often peers behaved in a way that costs score", "node", "penalty");
    private static readonly Counter Reports = Metrics.CreateCounter(
        "libp2p_report_peer_msgs_total", "Reports of peers, by what they did", "node", "msg");

    private static readonly (string Name, double Part)[] Positions = [("1st", 0), ("1/4", 0.25), ("1/2", 0.5), ("3/4", 0.75), ("last", 1)];

    /// <summary>Sets what is published of a node, under its name; what was counted outlives its restarts.</summary>
    public ScoreMetrics(string node, GrowingCounts counts)
    {
        foreach (var offence in Enum.GetValues<PeerOffence>())
        {
            Reports.WithLabels(node, $"{offence}");
        }

        Receive<PeerReported>(reported => Reports.WithLabels(node, $"{reported.Offence}").Inc());
        Receive<PeerScores>(scores =>
        {
            var sorted = scores.Peers.Select(static peer => peer.Score).OrderDescending().ToList();
            foreach (var (name, part) in Positions)
            {
                Distribution.WithLabels(node, name).Set(sorted.Count == 0 ? 0 : sorted[(int)Math.Round(part * (sorted.Count - 1))]);
            }
        });
        Receive<WireStatus>(status =>
        {
            counts.Begin(status.Since);
            foreach (var (penalty, count) in status.Penalties)
            {
                counts.Follow(Penalties.WithLabels(node, penalty), count);
            }

            foreach (var topic in status.WholeTopics)
            {
                var mesh = ByMesh.WithLabels(node, topic.Traffic.Topic);
                foreach (var score in topic.MeshScores)
                {
                    mesh.Observe(score);
                }
            }
        });
    }

    /// <summary>Describes the metrics of a node by its name.</summary>
    public static Props Props(string node)
    {
        var counts = new GrowingCounts();
        return Akka.Actor.Props.Create(() => new ScoreMetrics(node, counts));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(PeerReported));
        Context.System.EventStream.Subscribe(Self, typeof(PeerScores));
        Context.System.EventStream.Subscribe(Self, typeof(WireStatus));
    }
}
