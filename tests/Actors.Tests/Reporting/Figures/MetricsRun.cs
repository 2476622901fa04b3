using System.Text;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Reporting.Figures;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition;
using Microsoft.AspNetCore.Http;
using Prometheus;

namespace Consensoor.Actors.Tests.Reporting.Figures;

/// <summary>
/// A devnet of two nodes over libp2p in virtual time, gloas with blobs, one of which is measured: its metrics as they are scraped early,
/// and at the end, some epochs behind finality.
/// </summary>
public sealed class MetricsRun
{
    /// <summary>What metrics call the node that is measured.</summary>
    public const string Node = "walked";

    private readonly Lazy<(string Early, string Late)> _scrapes = new(Run);

    internal Exposition Early => Exposition.Parse(_scrapes.Value.Early);

    internal Exposition Late => Exposition.Parse(_scrapes.Value.Late);

    /// <summary>What a scrape gives now.</summary>
    internal static string Scrape()
    {
        using var text = new MemoryStream();

        // Away from the world's scheduler, whose thread waits.
        Task.Run(() => Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text)).Wait();
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static (string Early, string Late) Run()
    {
        // The first scrape of a process begins what the registry has to do besides, which must not be work of the world's.
        var (early, late) = (Scrape(), "");
        var scenario = Devnet.Scenario("metrics", new DevnetShape(2) { Bls = KeyedBls.Shared }, epochs: 6)
            .With("--wire libp2p", $"consensoor.simulation.wire = {SimulatedWire.Libp2p}")
            .At(0, "is measured", static run => run.World.Invoke(() => Measure(run.Nodes["node-0"])), -TimeSpan.FromSeconds(5))
            .At(6, "is scraped", _ => early = Scrape(), TimeSpan.FromSeconds(5))
            .At(20, "is disturbed", static run => run.World.Invoke(() => Disturb(run.Nodes["node-0"])))
            .At(47, "is scraped again", _ => late = Scrape(), TimeSpan.FromSeconds(5));
        foreach (var slot in new[] { 3, 12, 20 })
        {
            scenario = scenario.At(slot, "has blobs", run =>
            {
                foreach (var node in run.Nodes.Values)
                {
                    node.Mempool.SubmitBlob(TestBlobs.Create((byte)slot));
                }
            });
        }

        var result = scenario.Run(7);
        return result.Held ? (early, late) : throw new InvalidOperationException(result.ToString());
    }

    private static bool Measure(DevnetNode node)
    {
        NodeFigures.Start(new NodeObservers(node.System), node.Settings with { Name = Node }, "Consensoor/test");
        return Disturb(node);
    }

    // What a devnet in order has none of: a caller, a duty missed, a block refused, an execution layer that is away, discovery.
    private static bool Disturb(DevnetNode node)
    {
        var (stream, now) = (node.System.EventStream, node.System.Scheduler.Now);
        stream.Publish(new DutyPerformed(DutyKind.Attestation, 0, 0, "on purpose", now));
        stream.Publish(new BlockRefused(default, 1, Source.Own.Instance, Refusal.Because("on purpose", "on_block")));
        stream.Publish(new EngineAsked("engine_getPayload", null, now, TimeSpan.FromSeconds(1), "timeout"));
        stream.Publish(new ExecutionBlobsAsked(ForkName.Gloas, 1, 1, TimeSpan.FromMilliseconds(5)));
        stream.Publish(new DiscoveryStatus(1, 1, 1, 1, 1, 1, 1, 1, 1, []));
        Ask();
        return true;
    }

    private static void Ask() =>
        new ApiMetrics(Node).Pass(new DefaultHttpContext { Request = { Method = "GET" } }, static _ => Task.CompletedTask).Wait();
}
