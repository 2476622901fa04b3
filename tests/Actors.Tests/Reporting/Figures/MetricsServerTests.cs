using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting.Figures;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting.Figures;

/// <summary>What a scraper gets over HTTP, in either format.</summary>
public sealed class MetricsServerTests
{
    [Theory]
    [InlineData("text/plain;version=0.0.4", "text/plain; version=0.0.4")]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5", "application/openmetrics-text")]
    public async Task TheFormatIsThatWhichTheScraperAccepts(string accept, string type)
    {
        ProcessLimits.Show();
        await using var server = MetricsServer.Build(
            new IPEndPoint(IPAddress.Loopback, 0), HttpLimits.From(NodeConfig.Reference.GetConfig("consensoor")));
        await server.StartAsync();
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Urls.Single()}/metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith(type, answer.Content.Headers.ContentType?.ToString(), StringComparison.Ordinal);
        Assert.Contains("# TYPE process_max_fds gauge\n", text, StringComparison.Ordinal);
        Assert.Equal(type.StartsWith("application", StringComparison.Ordinal), text.EndsWith("# EOF\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 524288               files\n", 1024)]
    [InlineData("Max open files            unlimited            unlimited            files\n", 0)]
    [InlineData("", 0)]
    public void TheLimitOfOpenFilesIsRead(string table, double most) => Assert.Equal(most, ProcessLimits.MostFiles(table));
}
