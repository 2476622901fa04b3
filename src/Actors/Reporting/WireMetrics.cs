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
    private static readonly Counter Requests =
        Metrics.CreateCounter("libp2p_rpc_requests_total", "Requests of peers, by the name of Lighthouse", "node", "type");
    private static readonly Counter ResponsesReceived =
        Metrics.CreateCounter("libp2p_rpc_responses_received_total", "Chunks of peers' answers", "node", "protocol");
    private static readonly Counter ResponsesSent =
        Metrics.CreateCounter("libp2p_rpc_responses_sent_total", "Chunks of own answers", "node", "protocol");

    private static readonly Counter RequestBytesSent = Metrics.CreateCounter(
        "libp2p_rpc_requests_bytes_sent_total", "Bytes of SSZ, not compressed, of requests sent to peers", "node", "protocol");
    private static readonly Counter RequestBytesReceived = Metrics.CreateCounter(
        "libp2p_rpc_requests_bytes_received_total", "Bytes of SSZ, not compressed, of requests of peers", "node", "protocol");
    private static readonly Counter ResponseBytesReceived = Metrics.CreateCounter(
        "libp2p_rpc_responses_bytes_received_total", "Bytes of SSZ, not compressed, of chunks of peers' answers", "node", "protocol");
    private static readonly Counter ResponseBytesSent = Metrics.CreateCounter(
        "libp2p_rpc_responses_bytes_sent_total", "Bytes of SSZ, not compressed, of chunks of own answers", "node", "protocol");
    private static readonly Counter Came =
        Metrics.CreateCounter("libp2p_peer_connect_event_total", "Peers that were connected and were not before", "node");
    private static readonly Counter Went =
        Metrics.CreateCounter("libp2p_peer_disconnect_event_total", "Peers whose last connection ended", "node");
    private static readonly Gauge ByClient =
        Metrics.CreateGauge("libp2p_peers_per_client", "Connected peers by their program, of those that are known", "node", "Client");

    private static readonly Gauge ScoreByClient = Metrics.CreateGauge(
        "peer_score_per_client", "Mean score in gossip of connected peers, by their program; 0 without peers", "node", "client");

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

        _counts.Follow(Came.WithLabels(node), status.PeersCame);
        _counts.Follow(Went.WithLabels(node), status.PeersWent);
        foreach (var (client, peers, score) in status.PeersByClient)
        {
            ByClient.WithLabels(node, client).Set(peers);
            ScoreByClient.WithLabels(node, client).Set(score);
        }

        foreach (var request in status.Requests)
        {
            _counts.Follow(RequestsSent.WithLabels(node, request.Protocol), request.Sent);
            _counts.Follow(RequestsReceived.WithLabels(node, request.Protocol), request.Received);
            _counts.Follow(Requests.WithLabels(node, request.Protocol), request.Received);
            _counts.Follow(ResponsesReceived.WithLabels(node, request.Protocol), request.ChunksReceived);
            _counts.Follow(ResponsesSent.WithLabels(node, request.Protocol), request.ChunksSent);
            _counts.Follow(RequestBytesSent.WithLabels(node, request.Protocol), request.BytesSent);
            _counts.Follow(RequestBytesReceived.WithLabels(node, request.Protocol), request.BytesReceived);
            _counts.Follow(ResponseBytesReceived.WithLabels(node, request.Protocol), request.ChunkBytesReceived);
            _counts.Follow(ResponseBytesSent.WithLabels(node, request.Protocol), request.ChunkBytesSent);
        }
    }
}
