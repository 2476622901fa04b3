using System.Net;
using System.Text;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Api.Keymanager;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Tests that faults are shown to all, and set and cleared from this machine by JSON alone.</summary>
public sealed class FaultRouteTests : PatientKit
{
    private const string Path = "/consensoor/v1/faults";

    [Fact]
    public async Task FaultsAreSetShownAndCleared()
    {
        await using var app = await Start(null, IPAddress.Loopback);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var set = await Send(http, HttpMethod.Post, """[{"kind":"delay","slots":"4-8","by":2,"probability":0.5,"seed":"7"}]""");
        const string fault = "\"faults\":[{\"kind\":\"delay\",\"slots\":\"4-8\",\"probability\":0.5,\"seed\":\"7\",\"by\":\"2\"}]";
        Assert.Equal(HttpStatusCode.OK, set.Status);
        Assert.Contains(fault, set.Body, StringComparison.Ordinal);
        Assert.Contains(fault, (await Send(http, HttpMethod.Get, null)).Body, StringComparison.Ordinal);
        Assert.Contains("\"faults\":[]", (await Send(http, HttpMethod.Delete, null)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{}]", "application/json", HttpStatusCode.BadRequest, "fault 1: kind is missing")]
    [InlineData("[", "application/json", HttpStatusCode.BadRequest, "no JSON")]
    [InlineData("[]", "text/plain", HttpStatusCode.UnsupportedMediaType, "application/json")]
    public async Task WhatIsNoPlanIsRefused(string body, string type, HttpStatusCode code, string message)
    {
        await using var app = await Start(null, IPAddress.Loopback);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var answer = await Send(http, HttpMethod.Post, body, type);
        Assert.Equal(code, answer.Status);
        Assert.Contains(message, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABodyBeyondTheBoundIsRefused()
    {
        await using var app = await Start(null, IPAddress.Loopback);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(http, HttpMethod.Post, new string(' ', 70_000))).Status);
    }

    [Fact]
    public async Task WhereFaultsAreRefusedTheyAreShownSo()
    {
        await using var app = await Start("no faults on mainnet", IPAddress.Loopback);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var answer = await Send(http, HttpMethod.Post, "[]");
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("no faults on mainnet", answer.Body, StringComparison.Ordinal);
        Assert.Contains("\"refused\":\"no faults on mainnet\"", (await Send(http, HttpMethod.Get, null)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OthersThanThisMachineChangeNothing()
    {
        await using var app = await Start(null, IPAddress.Parse("192.0.2.1"));
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(http, HttpMethod.Post, """[{"kind":"delay"}]""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(http, HttpMethod.Delete, null)).Status);
        Assert.Contains("\"faults\":[]", (await Send(http, HttpMethod.Get, null)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("Basic 0123456789012345678901234567890123456789", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer 9123456789012345678901234567890123456789", HttpStatusCode.Forbidden)]
    [InlineData("Bearer 0123456789012345678901234567890123456789", HttpStatusCode.OK)]
    public async Task WhoKnowsTheTokenMayChangeThemFromElsewhere(string? header, HttpStatusCode expected)
    {
        var file = System.IO.Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "0123456789012345678901234567890123456789\n");
            var token = BearerToken.Of(file, "consensoor.faults.token-file");
            await using var app = await Start(null, IPAddress.Parse("192.0.2.1"), token);
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
            if (header is not null)
            {
                http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
            }

            Assert.Equal(expected, (await Send(http, HttpMethod.Post, """[{"kind":"delay","slots":"4-8"}]""")).Status);
            Assert.Equal(
                expected == HttpStatusCode.OK,
                (await Send(http, HttpMethod.Get, null)).Body.Contains("delay", StringComparison.Ordinal));
            Assert.Equal(expected, (await Send(http, HttpMethod.Delete, null)).Status);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ATokenThatIsNoneEndsTheStart()
    {
        var missing = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());
        var ended = Assert.Throws<NodeStartException>(() => BearerToken.Of(missing, "consensoor.faults.token-file"));
        Assert.Contains("consensoor.faults.token-file", ended.Message, StringComparison.Ordinal);
    }

    private async Task<WebApplication> Start(string? refusal, IPAddress caller, BearerToken? token = null)
    {
        var owner = Sys.ActorOf(FaultsActor.Props(new FaultSwitch(refusal, false, FaultPlan.None)));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Use((http, next) =>
        {
            http.Connection.RemoteIpAddress = caller;
            return next(http);
        });
        FaultRoutes.Map(app, () => owner, () => token);
        await app.StartAsync();
        return app;
    }

    private static async Task<(HttpStatusCode Status, string Body)> Send(
        HttpClient http, HttpMethod method, string? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, Path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
