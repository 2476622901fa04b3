using Akka.Actor;
using Consensoor.Messages;
using Prometheus;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>
/// The metrics of gossip by rust-libp2p's names, whose label `hash` is the whole topic: of topics that this node is or was on, never of
/// what peers name. And those of beacon-metrics and Lighthouse that a wire's counts give.
/// </summary>
internal sealed class TopicMetrics : ReceiveActor
{
    private static readonly Gauge Joined = Gauge("gossipsub_topic_subscription_status", "1 where this node is subscribed", "hash");
    private static readonly Gauge Peers = Gauge("gossipsub_topic_peers_counts", "Peers that are subscribed", "hash");
    private static readonly Gauge Mesh = Gauge("gossipsub_mesh_peer_counts", "Peers in the mesh", "hash");
    private static readonly Gauge ByProtocol = Gauge("gossipsub_peers_per_protocol", "Peers by version of gossip", "protocol");
    private static readonly Counter Accepted = Counter("gossipsub_accepted_messages_per_topic_total", "Messages accepted");
    private static readonly Counter Ignored = Counter("gossipsub_ignored_messages_per_topic_total", "Messages ignored");
    private static readonly Counter Rejected = Counter("gossipsub_rejected_messages_per_topic_total", "Messages rejected");
    private static readonly Counter Invalid = Counter("gossipsub_invalid_messages_per_topic_total", "Messages rejected or malformed");
    private static readonly Counter Sent = Counter("gossipsub_topic_msg_sent_counts_total", "Messages sent, own and forwarded");
    private static readonly Counter Published = Counter("gossipsub_topic_msg_published_total", "Own messages");
    private static readonly Counter SentBytes = Counter("gossipsub_topic_msg_sent_bytes_total", "Bytes of messages sent");
    private static readonly Counter Received = Counter("gossipsub_topic_msg_recv_counts_total", "Messages received, each once");
    private static readonly Counter Unfiltered =
        Counter("gossipsub_topic_msg_recv_counts_unfiltered_total", "Messages received, copies among them");
    private static readonly Counter ReceivedBytes =
        Counter("gossipsub_topic_msg_recv_bytes_total", "Bytes of messages received, each once");
    private static readonly Counter UnfilteredBytes =
        Counter("gossipsub_topic_msg_recv_bytes_unfiltered_total", "Bytes of all messages received");
    private static readonly Counter Grafted = Counter("consensoor_gossip_mesh_entered_total", "Peers that entered the mesh");
    private static readonly Counter Pruned = Counter("consensoor_gossip_mesh_left_total", "Peers that left the mesh");
    private static readonly Counter Missed =
        Counter("gossipsub_topic_iwant_msgs_total", "Messages that peers named and this node had to ask for");
    private static readonly Counter Entered = Metrics.CreateCounter(
        "gossipsub_mesh_peer_inclusion_events_total", "Peers that entered the mesh, by why", "node", "hash", "reason");
    private static readonly Counter Left = Metrics.CreateCounter(
        "gossipsub_mesh_peer_churn_events_total", "Peers that left the mesh, by why", "node", "hash", "reason");
    private static readonly Counter DontWants =
        Metrics.CreateCounter("gossipsub_idontwant_msgs_total", "IDONTWANT messages of peers", "node");
    private static readonly Counter DontWantIds =
        Metrics.CreateCounter("gossipsub_idontwant_msgs_ids_total", "Ids in IDONTWANT messages of peers", "node");
    private static readonly Gauge Aggregates = Gauge("beacon_aggregates_received_total", "Aggregates of peers, each once");
    private static readonly Gauge Attestations = Gauge("beacon_attestations_received_total", "Attestations of peers, each once");
    private static readonly Gauge OwnAttestations = Gauge("beacon_attestations_published_total", "Own attestations");
    private static readonly Gauge Slashings =
        Gauge("beacon_attestor_slashing_received_total", "Attester slashings of peers, each once");
    private static readonly Gauge Multi =
        Gauge("libp2p_peers_multi", "Connected peers, by who dialled and over what", "direction", "transport");
    private static readonly Gauge Tcp = Gauge("libp2p_tcp_peers", "Connected peers over TCP");
    private static readonly Gauge Quic = Gauge("libp2p_quic_peers", "Connected peers over QUIC");

    private readonly GrowingCounts _counts;
    private HashSet<string> _hashes = new(StringComparer.Ordinal);

    /// <summary>Sets what is published of a node, under its name; what was counted outlives its restarts.</summary>
    public TopicMetrics(string node, GrowingCounts counts)
    {
        _counts = counts;
        Receive<WireStatus>(status => OnStatus(node, status));
    }

    /// <summary>Describes the metrics of a node by its name.</summary>
    public static Props Props(string node)
    {
        var counts = new GrowingCounts();
        return Akka.Actor.Props.Create(() => new TopicMetrics(node, counts));
    }

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(WireStatus));

    private static Gauge Gauge(string name, string help, params string[] labels) => Metrics.CreateGauge(name, help, ["node", .. labels]);

    private static Counter Counter(string name, string help) => Metrics.CreateCounter(name, help, "node", "hash");

    private void OnStatus(string node, WireStatus status)
    {
        _counts.Begin(status.Since);
        foreach (var whole in status.WholeTopics)
        {
            OnTopic(node, whole);
        }

        // A wire that began anew knows nothing of topics that the one before was on.
        var hashes = status.WholeTopics.Select(static whole => whole.Traffic.Topic).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _hashes.Except(hashes))
        {
            Joined.WithLabels(node, gone).Set(0);
            Peers.WithLabels(node, gone).Set(0);
            Mesh.WithLabels(node, gone).Set(0);
        }

        _hashes = hashes;
        foreach (var (version, peers) in status.PeersByProtocol)
        {
            ByProtocol.WithLabels(node, version).Set(peers);
        }

        var events = status.Gossip.ToDictionary(StringComparer.Ordinal);
        _counts.Follow(DontWants.WithLabels(node), events.GetValueOrDefault("idontwant"));
        _counts.Follow(DontWantIds.WithLabels(node), events.GetValueOrDefault("idontwant_ids"));
        var topics = status.Topics.ToDictionary(static topic => topic.Topic, StringComparer.Ordinal);
        _counts.Follow(Aggregates.WithLabels(node), topics.GetValueOrDefault("beacon_aggregate_and_proof")?.Received ?? 0);
        _counts.Follow(Attestations.WithLabels(node), topics.GetValueOrDefault("beacon_attestation")?.Received ?? 0);
        _counts.Follow(OwnAttestations.WithLabels(node), topics.GetValueOrDefault("beacon_attestation")?.Published ?? 0);
        _counts.Follow(Slashings.WithLabels(node), topics.GetValueOrDefault("attester_slashing")?.Received ?? 0);
        Tcp.WithLabels(node).Set(status.Connections.Where(static of => of.Transport == "tcp").Sum(static of => of.Peers));
        Quic.WithLabels(node).Set(status.Connections.Where(static of => of.Transport == "quic").Sum(static of => of.Peers));
        foreach (var (direction, transport, peers) in status.Connections)
        {
            Multi.WithLabels(node, direction, transport).Set(peers);
        }
    }

    private void OnTopic(string node, WholeTopic whole)
    {
        var traffic = whole.Traffic;
        var hash = traffic.Topic;
        Joined.WithLabels(node, hash).Set(whole.IsJoined ? 1 : 0);
        Peers.WithLabels(node, hash).Set(whole.Peers);
        Mesh.WithLabels(node, hash).Set(traffic.Mesh);
        (Counter Metric, ulong Count)[] counts =
        [
            (Accepted, traffic.Accepted), (Ignored, traffic.Ignored), (Rejected, traffic.Rejected), (Invalid, traffic.Rejected),
            (Sent, traffic.Sent), (Published, traffic.Published), (SentBytes, whole.BytesSent), (Received, traffic.Received),
            (Unfiltered, traffic.Received + traffic.Copies), (ReceivedBytes, whole.BytesReceived),
            (UnfilteredBytes, whole.BytesUnfiltered), (Grafted, whole.Grafted), (Pruned, whole.Pruned), (Missed, whole.Missed),
        ];
        foreach (var (metric, count) in counts)
        {
            _counts.Follow(metric.WithLabels(node, hash), count);
        }

        Follow(Entered, whole.GraftedBecause);
        Follow(Left, whole.PrunedBecause);

        void Follow(Counter metric, IReadOnlyList<KeyValuePair<string, ulong>> because)
        {
            foreach (var (why, count) in because)
            {
                _counts.Follow(metric.WithLabels(node, hash, why), count);
            }
        }
    }
}
