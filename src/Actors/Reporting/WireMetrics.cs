using Akka.Actor;
using Consensoor.Messages;
using Prometheus;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// The metrics of a node's wire: by names of the interop list in beacon-metrics, of the cross-client dashboards, and our own below
/// `consensoor_`. The wire counts from its start; after a restart of it the counters stand still until it comes to them again.
/// </summary>
public sealed class WireMetrics : ReceiveActor
{
    private static readonly Gauge Peers = Metrics.CreateGauge("libp2p_peers", "Connected peers", "node");
    private static readonly Gauge Connected = Metrics.CreateGauge("consensoor_peers_connected", "Connected peers", "node");
    private static readonly Gauge PeersByDirection =
        Metrics.CreateGauge("consensoor_peers_by_direction", "Connected peers, by who dialled", "node", "direction");
    private static readonly Gauge Failures = Metrics.CreateGauge(
        "libp2p_pubsub_validation_failure_total", "Messages of gossip that were rejected", "node");
    private static readonly Gauge Mesh = Metrics.CreateGauge(
        "gossipsub_mesh_peers_per_main_topic", "Peers in the meshes of a topic's subnets and digests, for each of them", "node", "topic");
    private static readonly Counter Received = Metrics.CreateCounter(
        "consensoor_gossip_messages_received_total", "Messages of gossip that peers sent, each once", "node", "topic");
    private static readonly Counter Copies = Metrics.CreateCounter(
        "consensoor_gossip_copies_total", "Copies of messages of gossip that were known", "node", "topic");
    private static readonly Counter Sent = Metrics.CreateCounter(
        "consensoor_gossip_messages_sent_total", "Messages of gossip sent to a peer, own and forwarded", "node", "topic");
    private static readonly Counter Published = Metrics.CreateCounter(
        "consensoor_gossip_messages_published_total", "Own messages of gossip", "node", "topic");
    private static readonly Counter Verdicts = Metrics.CreateCounter(
        "consensoor_gossip_verdicts_total", "What was thought of messages, or that they were dropped", "node", "topic", "verdict");
    private static readonly Counter Router = Metrics.CreateCounter(
        "consensoor_gossip_events_total", "What the router of gossip did besides", "node", "event");
    private static readonly Counter Cells = Metrics.CreateCounter(
        "consensoor_partial_cells_total", "Cells of partial columns, by what came of them", "node", "outcome");
    private static readonly Counter RequestsSent =
        Metrics.CreateCounter("libp2p_rpc_requests_sent_total", "Requests sent to peers", "node", "protocol");
    private static readonly Counter RequestsReceived =
        Metrics.CreateCounter("libp2p_rpc_requests_received_total", "Requests of peers", "node", "protocol");
    private static readonly Counter ResponsesReceived =
        Metrics.CreateCounter("libp2p_rpc_responses_received_total", "Chunks of peers' answers", "node", "protocol");
    private static readonly Counter ResponsesSent =
        Metrics.CreateCounter("libp2p_rpc_responses_sent_total", "Chunks of own answers", "node", "protocol");

    /// <summary>Sets what is published of a node, under its name.</summary>
    public WireMetrics(string node) => Receive<WireStatus>(status => OnStatus(node, status));

    /// <summary>Describes the metrics of a node by its name.</summary>
    public static Props Props(string node) => Akka.Actor.Props.Create(() => new WireMetrics(node));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(WireStatus));

    private static void OnStatus(string node, WireStatus status)
    {
        Peers.WithLabels(node).Set(status.Inbound + status.Outbound);
        Connected.WithLabels(node).Set(status.Inbound + status.Outbound);
        PeersByDirection.WithLabels(node, "inbound").Set(status.Inbound);
        PeersByDirection.WithLabels(node, "outbound").Set(status.Outbound);
        Failures.WithLabels(node).Set(status.Topics.Sum(static topic => (double)topic.Rejected));
        foreach (var topic in status.Topics)
        {
            var name = topic.Topic;
            Mesh.WithLabels(node, name).Set(topic.Topics == 0 ? 0 : (double)topic.Mesh / topic.Topics);
            Received.WithLabels(node, name).IncTo(topic.Received);
            Copies.WithLabels(node, name).IncTo(topic.Copies);
            Sent.WithLabels(node, name).IncTo(topic.Sent);
            Published.WithLabels(node, name).IncTo(topic.Published);
            Verdicts.WithLabels(node, name, "accepted").IncTo(topic.Accepted);
            Verdicts.WithLabels(node, name, "ignored").IncTo(topic.Ignored);
            Verdicts.WithLabels(node, name, "rejected").IncTo(topic.Rejected);
            Verdicts.WithLabels(node, name, "dropped").IncTo(topic.Dropped);
        }

        foreach (var (what, count) in status.Gossip)
        {
            Router.WithLabels(node, what).IncTo(count);
        }

        foreach (var (what, count) in status.Cells)
        {
            Cells.WithLabels(node, what).IncTo(count);
        }

        foreach (var request in status.Requests)
        {
            RequestsSent.WithLabels(node, request.Protocol).IncTo(request.Sent);
            RequestsReceived.WithLabels(node, request.Protocol).IncTo(request.Received);
            ResponsesReceived.WithLabels(node, request.Protocol).IncTo(request.ChunksReceived);
            ResponsesSent.WithLabels(node, request.Protocol).IncTo(request.ChunksSent);
        }
    }
}
