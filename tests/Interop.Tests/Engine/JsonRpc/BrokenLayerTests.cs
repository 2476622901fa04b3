using System.Net;
using System.Net.Sockets;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.JsonRpc;

/// <summary>An execution layer that is away, slow, or something else than one: each is a value that says what it is.</summary>
public sealed class BrokenLayerTests
{
    [Fact]
    public async Task OneThatIsDownCannotBeReached()
    {
        await using var run = await EngineRun.Start();
        var url = run.Stub.Url;
        await run.Stub.DisposeAsync();
        await Fails(run.Layer, "it cannot be reached at " + url);
    }

    [Fact]
    public async Task OneThatIsRestartedIsReachedAgain()
    {
        await using var run = await EngineRun.Start(static _ => StubAnswer.Of(Answers.Status("VALID")));
        var port = run.Stub.Url.Port;
        Assert.Equal(EngineVerdict.Valid, (await run.Layer.NewPayload(Payloads.New(ForkName.Deneb))).Verdict);
        await run.Stub.DisposeAsync();
        await Fails(run.Layer, "it cannot be reached");
        await using var again = await StubEngine.Start(port);
        again.Answer = static _ => StubAnswer.Of(Answers.Status("VALID"));
        Assert.Equal(EngineVerdict.Valid, (await run.Layer.NewPayload(Payloads.New(ForkName.Deneb))).Verdict);
    }

    [Fact]
    public async Task OneThatBreaksOffIsAFailure()
    {
        await using var run = await EngineRun.Start();
        run.Stub.Response = static http =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        await Fails(run.Layer, "it cannot be reached");
        run.Stub.Response = static async http =>
        {
            http.Response.ContentLength = 1_000;
            await http.Response.WriteAsync("{");
            await http.Response.Body.FlushAsync();
            http.Abort();
        };
        await Fails(run.Layer, "it cannot be reached");
    }

    [Fact]
    public async Task OneThatIsSlowIsGivenUpAtTheMethodsTime()
    {
        await using var run = await EngineRun.Start(deadline: TimeSpan.FromMilliseconds(300));
        run.Stub.Response = static http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await Fails(run.Layer, "it did not answer within 0.3 s");

        // Nor does a trickle keep it waiting.
        run.Stub.Response = static async http =>
        {
            while (true)
            {
                await http.Response.WriteAsync(" ", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(20, http.RequestAborted);
            }
        };
        await Fails(run.Layer, "it did not answer within 0.3 s");
    }

    /// <summary>Where another way had the rest of the method's time, what has not answered in what is left is not away.</summary>
    [Fact]
    public async Task OneThatIsSlowInWhatIsLeftOfTheTimeIsNotAway()
    {
        await using var run = await EngineRun.Start();
        run.Stub.Response = static http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        var payload = await run.Layer.NewPayload(Payloads.New(ForkName.Deneb), TimeSpan.FromMilliseconds(100));
        Assert.Equal((EngineVerdict.Unavailable, true), (payload.Verdict, payload.IsAnswered));
        var head = await run.Layer.ForkchoiceUpdated(Payloads.Head(ForkName.Deneb), TimeSpan.FromMilliseconds(100));
        Assert.Equal((EngineVerdict.Unavailable, true), (head.Verdict, head.IsAnswered));
        Assert.Contains("it did not answer within 0.1 s", head.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneThatTakesConnectionsAndSaysNothingIsGivenUp()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var layer = EngineRun.LayerAt(new Uri($"http://{listener.LocalEndpoint}"), deadline: TimeSpan.FromMilliseconds(300));
        await Fails(layer, "it did not answer within 0.3 s");
    }

    [Fact]
    public async Task AStopEndsWhatIsUnderWay()
    {
        await using var run = await EngineRun.Start();
        run.Stub.Response = static http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        var asked = run.Layer.NewPayload(Payloads.New(ForkName.Deneb)).AsTask();
        run.Layer.Dispose();
        Assert.Equal(EngineVerdict.Unavailable, (await asked).Verdict);
        Assert.Equal(EngineVerdict.Unavailable, (await run.Layer.NewPayload(Payloads.New(ForkName.Deneb))).Verdict);
    }

    [Fact]
    public async Task AnotherSecretIsToldFromAnotherClock()
    {
        await using var other = await EngineRun.Start(secret: new string('a', 64));
        await Fails(other.Layer, "it refuses the node's requests (401): the JWT secrets differ; it says: signature is invalid");
        await using var none = await EngineRun.Start(secret: null);
        await Fails(none.Layer, "it refuses the node's requests (401): it wants a token, and no JWT secret is given");
    }

    [Theory]
    [InlineData(90, "ahead of")]
    [InlineData(-90, "behind")]
    public async Task AClockThatIsApartIsNamed(int seconds, string side)
    {
        await using var run = await EngineRun.Start();
        run.Stub.Ahead = TimeSpan.FromSeconds(seconds);
        await Fails(run.Layer, $"it refuses the node's requests (401): clock skew: its clock is more than 60 s {side} the node's");
    }

    [Fact]
    public async Task AClockThatIsALittleApartDoes()
    {
        await using var run = await EngineRun.Start(static _ => StubAnswer.Of(Answers.Status("VALID")));
        foreach (var seconds in (int[])[-50, 50])
        {
            run.Stub.Ahead = TimeSpan.FromSeconds(seconds);
            Assert.Equal(EngineVerdict.Valid, (await run.Layer.NewPayload(Payloads.New(ForkName.Deneb))).Verdict);
        }
    }

    [Fact]
    public async Task ARefusalWithoutADateIsReadByItsText()
    {
        await using var run = await EngineRun.Start();
        run.Stub.Response = static http =>
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            http.Response.Headers.Date = "";
            return http.Response.WriteAsync("token used before issued");
        };
        await Fails(run.Layer, "it refuses the node's requests (403): clock skew");
    }

    [Theory]
    [InlineData("<html><body>Welcome</body></html>", "it answers with HTML where a JSON-RPC answer is due")]
    [InlineData("", "it answers with nothing where a JSON-RPC answer is due")]
    [InlineData("[]", "it answers with something else where a JSON-RPC answer is due")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,", "its answer is not JSON: line 1")]
    [InlineData("{\"id\":1,\"result\":{}} {}", "its answer is not JSON: line 1")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":77,\"result\":{}}", "its answer is not to call 1: it has another id or none")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}", "its answer is not to call 1: it has another id or none")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"result\":{}}", "its answer is not to call 1: it has another id or none")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1}", "its answer has neither a result nor an error")]
    [InlineData("{\"id\":1,\"result\":{}}", "its answer is malformed: status is missing")]
    [InlineData("{\"id\":1,\"result\":null}", "its answer is malformed: the result is not an object")]
    [InlineData("{\"id\":1,\"result\":{\"status\":\"FINE\"}}", "its answer is malformed: status is not one of VALID, INVALID")]
    [InlineData("{\"id\":1,\"result\":{\"status\":\"VALID\",\"latestValidHash\":\"0x12\"}}", "latestValidHash is not 32 bytes in 0x hex")]
    [InlineData("{\"id\":1,\"result\":{\"status\":\"VALID\",\"status\":\"VALID\"}}", "its answer is malformed: status is there twice")]
    public async Task WhatIsNoAnswerIsNamed(string body, string expected)
    {
        await using var run = await EngineRun.Start();
        run.Stub.Response = http => http.Response.WriteAsync(body);
        await Fails(run.Layer, expected);
    }

    [Fact]
    public async Task AnErrorThatWasAnsweredToNoCallIsStillOne()
    {
        await using var run = await EngineRun.Start();
        run.Stub.Response = static http =>
            http.Response.WriteAsync("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}""");
        var result = await run.Layer.NewPayload(Payloads.New(ForkName.Deneb));
        Assert.Equal("engine_newPayloadV3: Parse error (-32700)", result.Error);
    }

    [Theory]
    [InlineData(502, "<html>bad gateway</html>", "it answers with HTTP status 502")]
    [InlineData(302, "", "it answers with HTTP status 302")]
    [InlineData(204, "", "it answers with HTTP status 204")]
    [InlineData(404, "no such page", "it answers with HTTP status 404: no such page")]
    public async Task AnotherStatusIsNamed(int status, string body, string expected)
    {
        await using var run = await EngineRun.Start();
        run.Stub.Response = async http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = status == 302 ? "/elsewhere" : default;
            if (body.Length > 0)
            {
                await http.Response.WriteAsync(body);
            }
        };
        await Fails(run.Layer, expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABodyOf300MegabytesIsNotRead(bool saysItsLength)
    {
        const int Megabyte = 1024 * 1024;

        // What it sends is given up for its length: no time is to be over before. It never sends the whole, which nobody may wait for.
        var chunks = saysItsLength ? 1 : (EngineClient.MaxLargeAnswer / Megabyte) + 2;
        await using var run = await EngineRun.Start(deadline: TimeSpan.FromHours(1));
        run.Stub.Response = async http =>
        {
            http.Response.ContentLength = saysItsLength ? 300L * Megabyte : null;
            var chunk = new byte[Megabyte];
            Array.Fill(chunk, (byte)' ');
            for (var sent = 0; sent < chunks; sent++)
            {
                await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
        };
        await Fails(run.Layer, $"its answer is longer than {EngineClient.MaxSmallAnswer} bytes, which no answer of this method is");
        var built = await run.Layer.GetPayload(Payloads.Get(ForkName.Gloas));
        Assert.Contains($"longer than {EngineClient.MaxLargeAnswer} bytes", built.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatItSaysIsFitForALineOfTheLog()
    {
        await using var run = await EngineRun.Start(static _ => StubAnswer.Error(-32000, "a\\nb\\u0007" + new string('x', 5_000)));
        var error = (await run.Layer.NewPayload(Payloads.New(ForkName.Deneb))).Error!;
        Assert.InRange(error.Length, 200, 300);
        Assert.DoesNotContain(error, char.IsControl);
    }

    /// <summary>Each method says whether there was nobody, too long a wait, or an error.</summary>
    [Theory]
    [InlineData("refused", true, false)]
    [InlineData("late", true, true)]
    [InlineData("error", false, false)]
    public async Task AnswersSayWhetherItWasThereAndInTime(string end, bool isUnreached, bool isLate)
    {
        await using var run = await EngineRun.Start(
            static _ => StubAnswer.Error(-32000, "no"), deadline: end == "late" ? TimeSpan.FromMilliseconds(300) : null);
        if (end == "late")
        {
            run.Stub.Response = static http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        }
        else if (end == "refused")
        {
            await run.Stub.DisposeAsync();
        }

        var payload = await run.Layer.NewPayload(Payloads.New(ForkName.Deneb));
        Assert.Equal((isUnreached, isLate), (!payload.IsAnswered, payload.IsLate));
        var head = await run.Layer.ForkchoiceUpdated(Payloads.Head(ForkName.Deneb));
        Assert.Equal((isUnreached, isLate), (!head.IsAnswered, head.IsLate));
        var built = await run.Layer.GetPayload(Payloads.Get(ForkName.Deneb));
        Assert.Equal((isUnreached, isLate), (built.IsUnreached, built.IsLate));
        var blobs = await run.Layer.GetBlobs(new GetBlobs(1, ForkName.Deneb, [Payloads.Hash(1)]));
        Assert.Equal((isUnreached, isLate), (blobs.IsUnreached, blobs.IsLate));
        var list = await run.Layer.GetInclusionList(new GetInclusionList(1));
        Assert.Equal((isUnreached, isLate), (list.IsUnreached, list.IsLate));
    }

    private static async Task Fails(JsonRpcExecutionLayer layer, string expected)
    {
        var result = await layer.NewPayload(Payloads.New(ForkName.Deneb));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Equal((EngineVerdict.Unavailable, false), (result.Verdict, result.IsAnswered));
    }
}
