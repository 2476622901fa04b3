using Akka.Actor;
using Consensoor.Messages;
using Prometheus;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// The metrics of a node's wire: by names of the interop list in beacon-metrics, of the cross-client dashboards, and our own below
/// `consensoor_`. The wire counts from its start; after a restart of it the counters go on from where they were.
/// </summary>
internal sealed class WireMetrics : ReceiveActor
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

    private readonly GrowingCounts _counts;
    private HashSet<string> _topics = new(StringComparer.Ordinal);

    /// <summary>Sets what is published of a node, under its name; what was counted outlives its restarts.</summary>
    public WireMetrics(string node, GrowingCounts counts)
    {
        _counts = counts;
        Receive<WireStatus>(status => OnStatus(node, status));
    }

    /// <summary>Describes the metrics of a node by its name.</summary>
    public static Props Props(string node)
    {
        var counts = new GrowingCounts();
        return Akka.Actor.Props.Create(() => new WireMetrics(node, counts));
    }

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(WireStatus));

    private void OnStatus(string node, WireStatus status)
    {
        _counts.Begin(status.Since);
        Peers.WithLabels(node).Set(status.Inbound + status.Outbound);
        Connected.WithLabels(node).Set(status.Inbound + status.Outbound);
        PeersByDirection.WithLabels(node, "inbound").Set(status.Inbound);
        PeersByDirection.WithLabels(node, "outbound").Set(status.Outbound);
        _counts.Follow(Failures.WithLabels(node), status.Topics.Sum(static topic => (double)topic.Rejected));
        foreach (var topic in status.Topics)
        {
            var name = topic.Topic;
            Mesh.WithLabels(node, name).Set(topic.Topics == 0 ? 0 : (double)topic.Mesh / topic.Topics);
            _counts.Follow(Received.WithLabels(node, name), topic.Received);
            _counts.Follow(Copies.WithLabels(node, name), topic.Copies);
            _counts.Follow(Sent.WithLabels(node, name), topic.Sent);
            _counts.Follow(Published.WithLabels(node, name), topic.Published);
            _counts.Follow(Verdicts.WithLabels(node, name, "accepted"), topic.Accepted);
            _counts.Follow(Verdicts.WithLabels(node, name, "ignored"), topic.Ignored);
            _counts.Follow(Verdicts.WithLabels(node, name, "rejected"), topic.Rejected);
            _counts.Follow(Verdicts.WithLabels(node, name, "dropped"), topic.Dropped);
        }

        var topics = status.Topics.Select(static topic => topic.Topic).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _topics.Except(topics))
        {
            Mesh.WithLabels(node, gone).Set(0);
        }

        _topics = topics;
        foreach (var (what, count) in status.Gossip)
        {
            _counts.Follow(Router.WithLabels(node, what), count);
        }

        foreach (var (what, count) in status.Cells)
        {
            _counts.Follow(Cells.WithLabels(node, what), count);
        }

        foreach (var request in status.Requests)
        {
            _counts.Follow(RequestsSent.WithLabels(node, request.Protocol), request.Sent);
            _counts.Follow(RequestsReceived.WithLabels(node, request.Protocol), request.Received);
            _counts.Follow(ResponsesReceived.WithLabels(node, request.Protocol), request.ChunksReceived);
            _counts.Follow(ResponsesSent.WithLabels(node, request.Protocol), request.ChunksSent);
        }
    }
}
