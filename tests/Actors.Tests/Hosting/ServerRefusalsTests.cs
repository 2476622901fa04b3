using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Consensoor.Actors.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>What the server refuses before there is a request has the standard error body, and what handlers write is left alone.</summary>
public sealed class ServerRefusalsTests
{
    // As the server's own refusal would be, were it no body.
    private const string Alike = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private static readonly HttpLimits Small = HttpLimits.From(NodeConfig.Reference.GetConfig("consensoor")) with { HeaderBytes = 1024 };

    [Theory]
    [InlineData(414, "GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData(431, "GET / HTTP/1.1\r\nHost: x\r\nA: {long}\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n\r\n")]
    [InlineData(400, "GET /%zz\0 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData(400, "nonsense\r\n\r\n")]
    [InlineData(505, "GET / HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n")]
    public async Task ARefusalOfTheServerHasTheStandardBody(int status, string request)
    {
        await using var server = await Start(static http => http.Response.WriteAsync("fine"));
        var (code, body) = Last(await Ask(server, request.Replace("{long}", new string('x', 4096), StringComparison.Ordinal)));
        Assert.Equal(status, code);
        using var json = JsonDocument.Parse(body);
        Assert.Equal(status, json.RootElement.GetProperty("code").GetInt32());
        Assert.NotEmpty(json.RootElement.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task WhatAHandlerWritesIsLeftAlone()
    {
        await using var server = await Start(static async http =>
        {
            await http.Response.Body.FlushAsync();
            await http.Response.WriteAsync(Alike);
            await http.Response.Body.FlushAsync();
        });
        var answer = await Ask(server, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Contains(Alike, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("does not take", answer, StringComparison.Ordinal);
    }

    /// <summary>A handler may answer 4xx or 5xx without a body, as /eth/v1/node/health does on its caller's word.</summary>
    [Fact]
    public async Task AnAnswerOfAHandlerWithoutABodyIsLeftAloneAndTheNextRefusalIsNot()
    {
        await using var server = await Start(static http =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        var (code, body) = Last(await Ask(server, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        Assert.Equal((503, ""), (code, body));
        (code, body) = Last(await Ask(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n"));
        Assert.Equal(400, code);
        Assert.Contains("does not take", body, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyAWholeRefusalWithoutABodyGetsOne()
    {
        Assert.NotNull(ServerRefusals.WithBody(Encoding.ASCII.GetBytes(Alike)));
        foreach (var other in (string[])
            [
                "", Alike[..^1], Alike + "x", Alike.Replace("400", "200", StringComparison.Ordinal),
                Alike.Replace("Length: 0", "Length: 10", StringComparison.Ordinal),
                Alike.Replace("close", "keep-alive", StringComparison.Ordinal),
            ])
        {
            Assert.Null(ServerRefusals.WithBody(Encoding.ASCII.GetBytes(other)));
        }
    }

    private static async Task<WebApplication> Start(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(static kestrel =>
        {
            Small.Apply(kestrel);
            kestrel.Listen(IPAddress.Loopback, 0, ServerRefusals.Use);
        });
        var app = builder.Build();
        app.Use(ServerRefusals.Pass);
        app.MapFallback("{*path}", answer);
        await app.StartAsync();
        return app;
    }

    private static async Task<string> Ask(WebApplication server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(server.Urls.Single()).Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }

    private static (int Code, string Body) Last(string text)
    {
        var at = text.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal);
        return (
            int.Parse(text.AsSpan(at + 9, 3), System.Globalization.CultureInfo.InvariantCulture),
            text[(text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal) + 4)..]);
    }
}
