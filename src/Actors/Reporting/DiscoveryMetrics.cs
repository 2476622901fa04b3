using Akka.Actor;
using Consensoor.Messages;
using Prometheus;

namespace Consensoor.Actors.Reporting;

/// <summary>The metrics of a node's discovery: by names of Lighthouse's dashboards, and our own below `consensoor_`.</summary>
internal sealed class DiscoveryMetrics : ReceiveActor
{
    private static readonly Gauge Bytes =
        Metrics.CreateGauge("discovery_bytes", "Bytes received and sent by discovery", "node", "direction");
    private static readonly Gauge Queue = Metrics.CreateGauge("discovery_queue_size", "Lookups of discovery under way", "node");
    private static readonly Gauge Sessions = Metrics.CreateGauge("discovery_sessions", "Sessions of discovery", "node");
    private static readonly Counter Found = Metrics.CreateCounter(
        "discovery_query_peers_found", "Peers that discovery handed over, to reach the target or for subnets", "node", "type");
    private static readonly Counter Queries =
        Metrics.CreateCounter("discovery_total_queries", "Lookups for peers that discovery began", "node", "type");
    private static readonly Gauge Nodes = Metrics.CreateGauge("consensoor_discovery_nodes", "Nodes in the table of discovery", "node");
    private static readonly Counter Drops =
        Metrics.CreateCounter("consensoor_discovery_dropped_total", "Datagrams that had no effect, by reason", "node", "reason");
    private static readonly Gauge FewestPeers = Metrics.CreateGauge(
        "consensoor_subnet_peers_min", "Peers of the subnet that has fewest, of those that the node is on", "node", "topic");

    /// <summary>Sets what is published of a node, under its name; what was counted outlives its restarts.</summary>
    public DiscoveryMetrics(string node, GrowingCounts counts)
    {
        Receive<DiscoveryStatus>(status =>
        {
            counts.Begin(status.Since);
            counts.Follow(Bytes.WithLabels(node, "inbound"), status.BytesIn);
            counts.Follow(Bytes.WithLabels(node, "outbound"), status.BytesOut);
            Queue.WithLabels(node).Set(status.Lookups);
            Sessions.WithLabels(node).Set(status.Sessions);
            counts.Follow(Found.WithLabels(node, "subnet"), status.FoundForSubnets);
            counts.Follow(Found.WithLabels(node, "target"), status.Found - status.FoundForSubnets);
            counts.Follow(Queries.WithLabels(node, "peers"), status.LookupsStarted);
            Nodes.WithLabels(node).Set(status.Nodes);
            foreach (var (reason, count) in status.Drops)
            {
                counts.Follow(Drops.WithLabels(node, reason), count);
            }
        });
        Receive<PeerCoverage>(coverage =>
        {
            foreach (var topic in coverage.Subnets.GroupBy(static subnet => subnet.Topic))
            {
                FewestPeers.WithLabels(node, topic.Key.ToString()).Set(topic.Min(static subnet => subnet.Peers));
            }
        });
    }

    /// <summary>Describes the metrics of a node by its name.</summary>
    public static Props Props(string node)
    {
        var counts = new GrowingCounts();
        return Akka.Actor.Props.Create(() => new DiscoveryMetrics(node, counts));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DiscoveryStatus));
        Context.System.EventStream.Subscribe(Self, typeof(PeerCoverage));
    }
}
