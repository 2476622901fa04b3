using System.Collections.Concurrent;
using System.Diagnostics;
using Consensoor.Actors.Reporting.Traces;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Tests.Chain;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting.Traces;

/// <summary>The traces of a devnet in virtual time: one a block, in which the spans of all nodes stand.</summary>
public sealed class BlockTracerTests
{
    [Fact]
    public void TheSpansOfAllNodesAreOneTraceABlock()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(BlockTracer.SourceName)
            .SetSampler(new AlwaysOnSampler())
            .AddProcessor(new SimpleActivityExportProcessor(new ToQueue(spans)))
            .Build();
        Assert.True(BlockTracer.IsWanted);
        var roots = new SortedDictionary<ulong, string>();
        var scenario = Devnet.Scenario("traces", new DevnetShape(2) { Bls = KeyedBls.Shared }, epochs: 2)
            .At(0, "are traced", static run =>
            {
                foreach (var (name, node) in run.Nodes)
                {
                    run.World.Invoke(() => node.System.ActorOf(BlockTracer.Props($"traced-{name}", node.Settings.Spec), BlockTracer.Name));
                }
            }, -TimeSpan.FromSeconds(5))
            .At(3, "has blobs", static run =>
            {
                foreach (var node in run.Nodes.Values)
                {
                    node.Mempool.SubmitBlob(TestBlobs.Create(1));
                }
            })
            .At(15, "is over", run =>
            {
                var node = run.Nodes["node-0"];
                foreach (var slot in node.Blocks.Select(static block => block.Message.Slot).Where(static slot => slot <= 12))
                {
                    roots[slot] = BlockTracer.TraceIdOf(node.Head!.State.BlockRoots[(int)slot % 64]).ToHexString();
                }
            });
        var result = scenario.Run(7);
        Assert.True(result.Held, result.ToString());
        Assert.InRange(roots.Count, 10, 13);

        var mine = spans.GroupBy(static span => span.TraceId.ToHexString())
            .ToDictionary(static trace => trace.Key, static trace => trace.ToList());
        foreach (var (slot, id) in roots)
        {
            var trace = mine[id];
            var whole = trace.Where(static span => span.DisplayName == "block").ToList();
            Assert.Equal(
                ["traced-node-0", "traced-node-1"],
                whole.Select(static span => (string)span.GetTagItem("consensoor.node")!).Order(StringComparer.Ordinal));
            Assert.All(whole, span => Assert.Equal((long)slot, span.GetTagItem("block.slot")));
            Assert.All(whole, static span => Assert.Equal(default, span.ParentSpanId));
            var ids = trace.Select(static span => span.SpanId).ToHashSet();
            Assert.All(trace.Except(whole), span => Assert.Contains(span.ParentSpanId, ids));
            Assert.All(trace, static span => Assert.True(span.Duration >= TimeSpan.Zero));

            // One of them proposed it, the other heard of it by gossip.
            Assert.Equal(
                ["gossip", "own"], whole.Select(static span => (string)span.GetTagItem("block.way")!).Order(StringComparer.Ordinal));
            string[] names =
            [
                "gossip arrival", "checks", "import", "state transition", "payload envelope", "engine_newPayload",
                "engine_forkchoiceUpdated", "published", "attested",
            ];
            Assert.Empty(names.Except(trace.Select(static span => span.DisplayName)));
        }

        Assert.Contains(mine.Values, static trace => trace.Exists(static span => span.DisplayName == "columns"));
    }

    private sealed class ToQueue(ConcurrentQueue<Activity> spans) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                spans.Enqueue(span);
            }

            return ExportResult.Success;
        }
    }
}
