using System.Text;
using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Reporting.Figures;
using Consensoor.Actors.Tests.Reporting.Figures;
using Consensoor.Messages;
using Prometheus;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting;

/// <summary>What a node exports of its wire, by the names that dashboards ask for.</summary>
public sealed class WireMetricsTests() : PatientKit(NodeConfig.Layered())
{
    [Fact]
    public async Task TheWiresCountsAreExportedByTopicAndProtocol()
    {
        var metrics = Sys.ActorOf(WireMetrics.Props("wired"));
        metrics.Tell(Status(received: 7));
        metrics.Tell(Status(received: 9));
        // The wire began anew: a counter never falls.
        metrics.Tell(Status(received: 2) with { Since = DateTimeOffset.UnixEpoch.AddHours(1) });
        metrics.Tell(Status(received: 3) with { Since = DateTimeOffset.UnixEpoch.AddHours(1) });
        metrics.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));

        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        var lines = Encoding.UTF8.GetString(text.ToArray()).Split('\n');
        Assert.Contains("libp2p_peers{node=\"wired\"} 5", lines);
        Assert.Contains("consensoor_peers_connected{node=\"wired\"} 5", lines);
        Assert.Contains("consensoor_peers_by_direction{node=\"wired\",direction=\"inbound\"} 3", lines);
        Assert.Contains("libp2p_pubsub_validation_failure_total{node=\"wired\"} 8", lines);
        Assert.Contains("consensoor_gossip_messages_received_total{node=\"wired\",topic=\"beacon_block\"} 12", lines);
        Assert.Contains("consensoor_gossip_messages_sent_total{node=\"wired\",topic=\"beacon_block\"} 16", lines);
        Assert.Contains("consensoor_gossip_verdicts_total{node=\"wired\",topic=\"beacon_block\",verdict=\"ignored\"} 6", lines);
        Assert.Contains("gossipsub_mesh_peers_per_main_topic{node=\"wired\",topic=\"beacon_block\"} 6", lines);
        Assert.Contains("consensoor_gossip_events_total{node=\"wired\",event=\"rpcs\"} 22", lines);
        Assert.Contains("consensoor_partial_cells_total{node=\"wired\",outcome=\"taken\"} 24", lines);
        Assert.Contains("libp2p_rpc_requests_received_total{node=\"wired\",protocol=\"status\"} 28", lines);
        Assert.Contains("libp2p_rpc_requests_total{node=\"wired\",type=\"status\"} 28", lines);
        Assert.Contains("libp2p_rpc_requests_bytes_sent_total{node=\"wired\",protocol=\"status\"} 34", lines);
        Assert.Contains("libp2p_rpc_requests_bytes_received_total{node=\"wired\",protocol=\"status\"} 36", lines);
        Assert.Contains("libp2p_rpc_responses_bytes_received_total{node=\"wired\",protocol=\"status\"} 38", lines);
        Assert.Contains("libp2p_rpc_responses_bytes_sent_total{node=\"wired\",protocol=\"status\"} 40", lines);
        Assert.Contains("libp2p_peer_connect_event_total{node=\"wired\"} 42", lines);
        Assert.Contains("libp2p_peer_disconnect_event_total{node=\"wired\"} 44", lines);
        Assert.Contains("libp2p_peers_per_client{node=\"wired\",Client=\"Teku\"} 4", lines);
        Assert.Contains("peer_score_per_client{node=\"wired\",client=\"Teku\"} -1.5", lines);
    }

    [Fact]
    public void OfATopicThatANewWireIsNotOnNobodyIsThere()
    {
        var (topics, wire) = (Sys.ActorOf(TopicMetrics.Props("rewired")), Sys.ActorOf(WireMetrics.Props("rewired")));
        WireStatus On(string name, int hour) => new(0, 0, [Of(name)], [], [], [])
        {
            Since = DateTimeOffset.UnixEpoch.AddHours(hour),
            WholeTopics = [new WholeTopic(Of(name), 9, true)],
        };
        foreach (var metrics in new[] { topics, wire })
        {
            metrics.Tell(On("former", 0));
            metrics.Tell(On("later", 1));
            metrics.Tell(new Identify(0), TestActor);
            ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        }

        var lines = MetricsRun.Scrape().Split('\n');
        foreach (var (topic, joined, peers, mesh) in new[] { ("former", 0, 0, 0), ("later", 1, 9, 12) })
        {
            Assert.Contains($"gossipsub_topic_subscription_status{{node=\"rewired\",hash=\"{topic}\"}} {joined}", lines);
            Assert.Contains($"gossipsub_topic_peers_counts{{node=\"rewired\",hash=\"{topic}\"}} {peers}", lines);
            Assert.Contains($"gossipsub_mesh_peer_counts{{node=\"rewired\",hash=\"{topic}\"}} {mesh}", lines);
            Assert.Contains($"gossipsub_mesh_peers_per_main_topic{{node=\"rewired\",topic=\"{topic}\"}} {mesh}", lines);
            Assert.Contains($"gossipsub_topic_msg_sent_counts_total{{node=\"rewired\",hash=\"{topic}\"}} 8", lines);
        }

        static TopicTraffic Of(string name) => new(name, 1, 12, 1, 1, 2, 3, 4, 5, 6, 8);
    }

    [Fact]
    public void WhatDiscoveryAndQueuesDroppedIsCountedOnAfterARestart()
    {
        var discovery = Sys.ActorOf(DiscoveryMetrics.Props("dropped"));
        DiscoveryStatus Of(long count, int hour) => new(1, 1, 1, count, count, count, count, count, 0, [("why", count)])
        {
            Since = DateTimeOffset.UnixEpoch.AddHours(hour),
        };
        discovery.Tell(Of(10, 0));
        discovery.Tell(Of(14, 1));
        var queues = Sys.ActorOf(NodeMetrics.Props("dropped"));
        queues.Tell(new QueueStatus("pools/bids", 1, 1, 10));
        queues.Tell(new QueueStatus("pools/bids", 1, 1, 4));
        queues.Tell(new QueueStatus("pools/bids", 1, 1, 5));
        foreach (var metrics in new[] { discovery, queues })
        {
            metrics.Tell(new Identify(0), TestActor);
            ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        }

        var lines = MetricsRun.Scrape().Split('\n');
        Assert.Contains("consensoor_discovery_dropped_total{node=\"dropped\",reason=\"why\"} 24", lines);
        Assert.Contains("discovery_query_peers_found{node=\"dropped\",type=\"target\"} 24", lines);
        Assert.Contains("discovery_bytes{node=\"dropped\",direction=\"inbound\"} 24", lines);
        Assert.Contains("consensoor_queue_dropped_total{node=\"dropped\",queue=\"pools/bids\"} 15", lines);
    }

    private static WireStatus Status(ulong received) => new(
        3,
        2,
        [new TopicTraffic("beacon_block", 2, 12, received, 1, 2, 3, 4, 5, 6, 8)],
        [new KeyValuePair<string, ulong>("rpcs", 11)],
        [new KeyValuePair<string, ulong>("taken", 12)],
        [
            new RequestTraffic("status", 13, 14, 15, 16)
            {
                BytesSent = 17,
                BytesReceived = 18,
                ChunkBytesReceived = 19,
                ChunkBytesSent = 20,
            },
        ])
    {
        PeersCame = 21,
        PeersWent = 22,
        PeersByClient = [("Teku", 4, -1.5), ("Unknown", 1, 0)],
    };
}
