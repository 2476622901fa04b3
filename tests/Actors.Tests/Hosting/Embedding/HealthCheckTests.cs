using System.Globalization;
using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Network;
using Consensoor.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting.Embedding;

/// <summary>The checks of a host say of the node in it what the node's own routes of health say.</summary>
[Collection(RealTimeTests.Name)]
[Trait("Category", RealTimeTests.Category)]
public sealed class HealthCheckTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly (string Check, string Tag)[] Checks =
    [
        (ConsensoorHealth.Startup, ConsensoorHealth.StartupTag),
        (ConsensoorHealth.Live, ConsensoorHealth.LiveTag),
        (ConsensoorHealth.Ready, ConsensoorHealth.ReadyTag),
    ];

    [Fact]
    public async Task TheyAgreeWithTheRoutesFromTheStartToTheEnd()
    {
        var (folder, port) = (Directory.CreateTempSubdirectory().FullName, FreePort.Next());
        using var host = HostOf(node => node
            .Set("run.data-dir", folder)
            .Set("run.beacon-api-port", port.ToString(CultureInfo.InvariantCulture))
            .Set("run.metrics-port", "0")
            .Set("devnet.validators", "16"));
        var before = await Report(host);
        Assert.Equal(Checks.Select(static one => one.Check), before.Entries.Keys);
        Assert.All(Checks, one => Assert.Equal([one.Tag], before.Entries[one.Check].Tags));
        Assert.Equal([ConsensoorHealth.Live], Healthy(before));
        Assert.Equal("the node is starting", before.Entries[ConsensoorHealth.Ready].Description);

        await host.StartAsync();
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/consensoor/v1/health/") };
        while (await Report(host) is var report && Healthy(report).Length < Checks.Length)
        {
            Assert.False(patience.IsCancellationRequested, string.Join("; ", report.Entries.Values.Select(static one => one.Description)));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        foreach (var (_, tag) in Checks)
        {
            using var answer = await http.GetAsync(tag, patience.Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await host.StopAsync();
        Assert.All((await Report(host)).Entries.Values, static one => Assert.Equal("the node has ended", one.Description));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task ANodeThatDidNotStartFailsAllOfThemAndSaysWhy()
    {
        using var host = HostOf(static node => node.Set("validators.grafiti", "x"));
        await Assert.ThrowsAsync<NodeStartException>(() => host.StartAsync());
        var report = await Report(host);
        Assert.Empty(Healthy(report));
        Assert.All(
            report.Entries.Values,
            static one => Assert.Contains("validators.graffiti", one.Description, StringComparison.Ordinal));
    }

    // Added twice, as a program may: there is one node, and one check of each kind.
    private static IHost HostOf(Action<ConsensoorNodeOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        for (var i = 0; i < 2; i++)
        {
            builder.Services.AddConsensoorNode(node =>
            {
                (node.IsDevnet, node.KeepsSerilog) = (true, true);
                configure(node);
            });
        }

        return builder.Build();
    }

    private static Task<HealthReport> Report(IHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    private static string[] Healthy(HealthReport report) =>
        [.. report.Entries.Where(static one => one.Value.Status == HealthStatus.Healthy).Select(static one => one.Key)];
}
