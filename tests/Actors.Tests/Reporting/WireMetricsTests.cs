using System.Text;
using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting;
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
    }

    private static WireStatus Status(ulong received) => new(
        3,
        2,
        [new TopicTraffic("beacon_block", 2, 12, received, 1, 2, 3, 4, 5, 6, 8)],
        [new KeyValuePair<string, ulong>("rpcs", 11)],
        [new KeyValuePair<string, ulong>("taken", 12)],
        [new RequestTraffic("status", 13, 14, 15, 16)]);
}
