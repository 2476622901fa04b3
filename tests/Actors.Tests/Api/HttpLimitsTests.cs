using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Actors.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Tests that callers over HTTP get no more of the node than `consensoor.http` says, and hear so.</summary>
public sealed class HttpLimitsTests
{
    private static readonly HttpLimits Small = HttpLimits.From(NodeConfig.Reference.GetConfig("consensoor")) with
    {
        Connections = 2,
        HeaderTimeout = TimeSpan.FromMilliseconds(200),
        HeaderBytes = 1024,
    };

    [Fact]
    public async Task OneRequestTooManyIsAnswered503InTheFormOfTheBeaconApi()
    {
        var gate = new RequestGate(Small with { Requests = 1 }, static path => path == "/apart");
        var open = new TaskCompletionSource();
        var first = gate.Pass(new DefaultHttpContext(), _ => open.Task);
        var second = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        await gate.Pass(second, static _ => throw new InvalidOperationException("it is full"));
        Assert.Equal(503, second.Response.StatusCode);
        using (var body = JsonDocument.Parse(((MemoryStream)second.Response.Body).ToArray()))
        {
            Assert.Equal(503, body.RootElement.GetProperty("code").GetInt32());
            Assert.NotEmpty(body.RootElement.GetProperty("message").GetString()!);
        }

        var passed = 0;
        await gate.Pass(new DefaultHttpContext { Request = { Path = "/apart" } }, _ => Count());
        open.SetResult();
        await first;
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => gate.Pass(new DefaultHttpContext(), static _ => throw new InvalidOperationException("a fault")));
        await gate.Pass(new DefaultHttpContext(), _ => Count());
        Assert.Equal(2, passed);

        Task Count()
        {
            passed++;
            return Task.CompletedTask;
        }
    }

    /// <summary>As many large bodies as requests may be answered would be more than the memory of the machine.</summary>
    [Fact]
    public async Task BodiesTogetherAreBoundedAndWhatHasNoneIsNotConcerned()
    {
        var gate = new RequestGate(Small with { BodyBytes = 10, BodiesBytes = 15 }, static _ => false);
        var open = new TaskCompletionSource();
        var first = gate.Pass(Post(null), _ => open.Task);
        Assert.Equal(503, await StatusOf(gate, Post(6)));
        Assert.Equal(200, await StatusOf(gate, Post(5)));
        Assert.Equal(200, await StatusOf(gate, new DefaultHttpContext { Request = { Method = "GET" } }));
        open.SetResult();
        await first;
        Assert.Equal(200, await StatusOf(gate, Post(6)));
        Assert.Equal(200, await StatusOf(gate, Post(1_000_000)));

        static DefaultHttpContext Post(long? length) =>
            new() { Request = { Method = "POST", ContentLength = length }, Response = { Body = new MemoryStream() } };

        static async Task<int> StatusOf(RequestGate gate, DefaultHttpContext http)
        {
            await gate.Pass(http, static _ => Task.CompletedTask);
            return http.Response.StatusCode;
        }
    }

    /// <summary>What has no body takes none of the room, whatever its method: nine of HEAD had all others refused.</summary>
    [Theory]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task WhatHasNoBodyTakesNoRoomOfBodies(string method)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        using var inside = new SemaphoreSlim(0);
        var open = new TaskCompletionSource();
        app.Use(new RequestGate(Small with { BodyBytes = 10, BodiesBytes = 15 }, static _ => false).Pass);
        app.MapFallback("{*path}", async http =>
        {
            inside.Release();
            await open.Task;
        });
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var asked = Enumerable.Range(0, 3).Select(_ => http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/"))).ToList();
        using var last = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("0123456789") };
        asked.Add(http.SendAsync(last));
        var all = Task.WhenAll(Enumerable.Range(0, asked.Count).Select(_ => inside.WaitAsync()));
        await Task.WhenAny([all, .. asked]);
        if (!all.IsCompleted)
        {
            // One was answered before it was let through.
            Assert.Equal(HttpStatusCode.OK, (await await Task.WhenAny(asked)).StatusCode);
        }

        open.SetResult();
        Assert.All(await Task.WhenAll(asked), static answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public void NoMoreStreamsAreOpenThanMayBe()
    {
        var hub = new EventHub(2);
        var topics = new HashSet<string> { "head" };
        using var first = hub.Subscribe(topics);
        var second = hub.Subscribe(topics);
        Assert.NotNull(second);
        Assert.Null(hub.Subscribe(topics));
        second.Dispose();
        using var third = hub.Subscribe(topics);
        Assert.NotNull(third);
        Assert.Equal(2, hub.Count);
    }

    [Fact]
    public async Task AServerClosesWhoSendsNothingAndRefusesWhatIsTooLong()
    {
        var port = FreePort.Next();
        await using var server = MetricsServer.Build(new IPEndPoint(IPAddress.Loopback, port), Small);
        await server.StartAsync();
        Assert.Contains("200", await Status(port, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(
            "431", await Status(port, $"GET /metrics HTTP/1.1\r\nHost: x\r\nX: {new string('x', 4096)}\r\n\r\n"), StringComparison.Ordinal);

        // Half a head, and then nothing: it is told so, and closed.
        using (var slow = await Connect(port))
        {
            await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /metr"));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            using var reader = new StreamReader(slow.GetStream());
            Assert.Contains("408", await reader.ReadToEndAsync(patience.Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AConnectionTooManyIsClosed()
    {
        var port = FreePort.Next();
        await using var server = MetricsServer.Build(
            new IPEndPoint(IPAddress.Loopback, port), Small with { HeaderTimeout = TimeSpan.FromMinutes(1) });
        await server.StartAsync();
        using var first = await Connect(port);
        using var second = await Connect(port);
        Assert.NotEmpty(await Ask(first));
        Assert.NotEmpty(await Ask(second));
        using (var third = await Connect(port))
        {
            Assert.Empty(await Ask(third));
        }

        static async Task<string> Ask(TcpClient client)
        {
            try
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"));
                var buffer = new byte[64];
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                return Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer, patience.Token));
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    private static async Task<string> Status(int port, string request)
    {
        using var client = await Connect(port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync() ?? "";
    }

    private static async Task<TcpClient> Connect(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }
}
