using System.Net;
using System.Text;
using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Architecture;
using Consensoor.Spec.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Which routes there are: standard, of this program's own, unknown; and that docs/operations.md says the same.</summary>
public sealed class RouteTests
{
    private const string Begin = "<!-- routes -->\n", End = "<!-- /routes -->";

    [Fact]
    public async Task WhatIsStandardIsServedAndWhatIsUnknownIs404InTheErrorForm()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();

        // None of the handlers is run.
        BeaconApi.Map(app, null!);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Empty(StandardRoutes.All.Except(Served()));
        foreach (var (method, path) in new[]
        {
            ("GET", "/"), ("GET", "/favicon.ico"), ("GET", "/eth/v9/node/version"),
            ("GET", "/eth/v1/node/peers/1/2"),
        })
        {
            Assert.Equal($"no route {method} {path}", await Refused(http, method, path, HttpStatusCode.NotFound));
        }
    }

    [Fact]
    public void WhatIsServedIsStandardOrUnderTheNamesOfThisProgram() => Assert.DoesNotContain(
        Served().Except(StandardRoutes.All).Except(StandardRoutes.Removed),
        static route => !route.Path.StartsWith("/consensoor/v1/", StringComparison.Ordinal));

    [SharedFact("apis/beacon-node.openapi.json")]
    public void TheStandardRoutesAreThoseOfTheDefinition()
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "apis", "beacon-node.openapi.json");
        using var definition = JsonDocument.Parse(File.ReadAllText(file));
        var operations =
            from path in definition.RootElement.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            where method.Name is "get" or "post" or "put" or "delete" or "patch"
            select (method.Name.ToUpperInvariant(), path.Name);
        Assert.Equal(operations.Order(), StandardRoutes.All.Order());
    }

    [Fact]
    public void OperationsListsTheRoutes()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, $"docs/operations.md has no table between {Begin.Trim()} and {End}");
        var table = Table();
        var shown = text[(begin + Begin.Length)..end];
        Assert.True(table == shown, $"between {Begin.Trim()} and {End} of docs/operations.md should be\n{table}");
    }

    [Fact]
    public void TheReadmeCountsTheRoutes()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var served = StandardRoutes.All.Intersect(Served()).Count();
        Assert.Contains($"| {served} operations of the Beacon API (", text, StringComparison.Ordinal);
        Assert.Equal(StandardRoutes.All.Count, served);
    }

    private static string Table()
    {
        var table = new StringBuilder("| path | methods |\n| --- | --- |\n");
        foreach (var path in StandardRoutes.All.GroupBy(static route => route.Path, static route => route.Method))
        {
            table.Append($"| `{path.Key}` | {string.Join(", ", path)} |\n");
        }

        return table.ToString();
    }

    private static IReadOnlyList<(string Method, string Path)> Served()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        BeaconApi.MapServed(app, null!);
        return [.. BeaconApi.Served(app)];
    }

    private static async Task<string> Refused(HttpClient http, string method, string path, HttpStatusCode expected)
    {
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.True(expected == answer.StatusCode, $"{method} {path}: {answer.StatusCode}");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((int)expected, body.RootElement.GetProperty("code").GetInt32());
        return body.RootElement.GetProperty("message").GetString()!;
    }
}
