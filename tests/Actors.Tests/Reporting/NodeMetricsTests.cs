using System.Text;
using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting;
using Consensoor.Messages;
using Prometheus;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting;

/// <summary>What a node exports: its duties by kind and reason, with bounded labels, and nothing of the runtime unless asked for.</summary>
public sealed class NodeMetricsTests() : PatientKit(NodeConfig.Layered())
{
    [Fact]
    public async Task DutiesAreCountedByKindAndReason()
    {
        var metrics = Sys.ActorOf(NodeMetrics.Props("counted"));
        void Tell(DutyKind kind, ulong validator, string? reason) =>
            metrics.Tell(new DutyPerformed(kind, 7, validator, reason, DateTimeOffset.UnixEpoch));
        Tell(DutyKind.Attestation, 1, null);
        Tell(DutyKind.Attestation, 2, null);
        Tell(DutyKind.Attestation, 3, "the head is 40 slots behind");
        Tell(DutyKind.Attestation, 4, "the head is 41 slots behind");
        Tell(DutyKind.Proposal, 4, "0xab12 was not sent");
        metrics.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));

        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        var lines = Encoding.UTF8.GetString(text.ToArray()).Split('\n');
        Assert.Contains("consensoor_duties_done_total{node=\"counted\",kind=\"Attestation\"} 2", lines);
        Assert.Contains(
            "consensoor_duties_missed_total{node=\"counted\",kind=\"Attestation\",reason=\"the head is N slots behind\"} 2", lines);
        Assert.Contains("consensoor_duties_missed_total{node=\"counted\",kind=\"Proposal\",reason=\"N was not sent\"} 1", lines);
        Assert.DoesNotContain(lines, static line => line.StartsWith("beacon_head_root", StringComparison.Ordinal));
    }

    // A process of its own, since what is left out is decided before the metrics are first read.
    [Theory]
    [InlineData("off", false)]
    [InlineData("on", true)]
    public async Task TheRuntimesOwnAreThereWhenAskedForAndTheProcessesAlways(string setting, bool isThere)
    {
        using var process = TestProcess.Start(TestProcess.PrintMetrics, $"consensoor.metrics.runtime = {setting}");
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains(lines, static line => line.StartsWith("process_cpu_seconds_total ", StringComparison.Ordinal));
        Assert.Equal(isThere, Array.Exists(lines, static line => line.StartsWith("prometheus_net_", StringComparison.Ordinal)));
    }

    [Fact]
    public void ReasonsAreBoundedLabels()
    {
        var labels = new ReasonLabels();
        Assert.Equal(labels.Of("slot 1 of 0xAB"), labels.Of("slot 22 of 0x12ef"));
        Assert.All(Enumerable.Range(0, 1000), i => Assert.True(labels.Of(new string((char)('a' + (i % 26)), 1 + (i / 26))).Length <= 80));
        var made = Enumerable.Range(0, 1000).Select(i => labels.Of(new string((char)('a' + (i % 26)), 1 + (i / 26))));
        Assert.Equal(ReasonLabels.MaxLabels + 1, made.Append(labels.Of("slot 3 of 0xff")).Distinct().Count());
        Assert.Equal("other", labels.Of("something new"));
    }
}
