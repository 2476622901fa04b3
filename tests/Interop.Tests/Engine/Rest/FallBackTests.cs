using System.Text;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>Whatever REST answers, no call is lost: it goes over JSON-RPC, unless the execution layer has answered it.</summary>
public sealed class FallBackTests
{
    private static readonly Hash32 OverRest = Payloads.Hash(55);
    private static readonly Hash32 OverJson = Payloads.Hash(77);
    private static readonly byte[] Valid = LiteralSsz.Status(0, OverRest, null);

    /// <summary>Answers that end the endpoint for the fork, since they are none of this protocol.</summary>
    public static TheoryData<string, int, string?, string> Broken => new()
    {
        { "HTML with 200", 200, "text/html", "<html><body>hello</body></html>" },
        { "JSON with 200", 200, "application/json", """{"status":"VALID"}""" },
        { "no content type", 200, null, "x" },
        { "nothing", 200, "application/octet-stream", "" },
        { "no content", 204, null, "" },
        { "a redirect", 302, null, "" },
        { "no such place", 404, "text/plain", "404 page not found" },
        { "not found", 404, "application/problem+json", """{"type":"/engine-api/errors/method-not-found"}""" },
        { "not allowed", 405, null, "" },
        { "not acceptable", 406, null, "" },
        { "another type", 415, "application/problem+json", """{"type":"/engine-api/errors/unsupported-media-type"}""" },
        { "not built", 501, null, "" },
        { "SSZ refused", 400, "application/problem+json", """{"type":"/engine-api/errors/ssz-decode-error"}""" },
        { "a type of another status", 400, "application/problem+json", """{"type":"/engine-api/errors/unknown-payload"}""" },
        { "no problem", 400, "application/problem+json", "[1" },
        { "HTML with 400", 400, "text/html", "<html>" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task WhatIsNoAnswerGoesOverJsonRpcFromThenOn(string what, int status, string? type, string body)
    {
        await using var run = await RestRun.Start(http => RestRun.Reply(http, status, type, Encoding.UTF8.GetBytes(body)));
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        Assert.Equal((what, OverJson), (what, await LatestValid(run, ForkName.Deneb)));
        Assert.Single(run.Asked, static path => path == "POST /engine/v1/payloads cancun");
        var told = Assert.Single(run.Told);
        Assert.StartsWith("asks over JSON-RPC what it asked over REST in Deneb (NewPayload): engine_newPayload over REST: ", told);

        // The other endpoints and forks are tried, and a new connection begins anew.
        Assert.True(run.Layer.Switch.IsOn(RestEndpoint.NewPayload, ForkName.Gloas, out _));
        Assert.True(run.Layer.Switch.IsOn(RestEndpoint.Forkchoice, ForkName.Deneb, out _));
        Assert.False(run.Layer.Switch.IsOn(RestEndpoint.NewPayload, ForkName.Deneb, out _));
        run.Serve(RestRun.Ssz(Valid));
        await run.Layer.Connect();
        Assert.Equal(OverRest, await LatestValid(run, ForkName.Deneb));
        Assert.Empty(run.Stub.Findings);
    }

    [Theory]
    [InlineData(500, "internal")]
    [InlineData(413, "request-too-large")]
    [InlineData(503, "x")]
    [InlineData(429, "x")]
    public async Task WhatCannotBeServedNowGoesOverJsonRpcOnce(int status, string name)
    {
        await using var run = await RestRun.Start(RestRun.Problem(status, name));
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Fulu));
        run.Serve(RestRun.Ssz(Valid));
        Assert.Equal(OverRest, await LatestValid(run, ForkName.Fulu));
        Assert.Empty(run.Told);
    }

    [Fact]
    public async Task AForkThatIsRefusedGoesOverJsonRpcAltogether()
    {
        await using var run = await RestRun.Start(RestRun.Problem(400, "unsupported-fork"));
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Fulu));
        Assert.False(run.Layer.Switch.IsOn(RestEndpoint.Forkchoice, ForkName.Fulu, out _));
        Assert.False(run.Layer.Switch.Covers(ForkName.Fulu));
        Assert.True(run.Layer.Switch.Covers(ForkName.Electra));
        Assert.StartsWith("asks over JSON-RPC all of Fulu that it asked over REST: ", Assert.Single(run.Told));
    }

    /// <summary>What is not by fork says nothing of payloads, heads and builds.</summary>
    [Theory]
    [InlineData(ForkName.Deneb, "BlobsV1", "engine_getBlobsV1")]
    [InlineData(ForkName.Fulu, "BlobsV2", "engine_getBlobsV2")]
    public async Task BlobsThatAreRefusedForTheForkEndThemselvesAlone(ForkName fork, string endpoint, string method)
    {
        await using var run = await RestRun.Start(RestRun.Problem(400, "unsupported-fork"));
        await run.Layer.Connect();
        await run.Layer.GetBlobs(new GetBlobs(1, fork, [Payloads.Hash(1)]));
        Assert.Contains(method, run.Stub.Methods);
        Assert.True(run.Layer.Switch.Covers(fork));
        Assert.False(run.Layer.Switch.IsOn(Enum.Parse<RestEndpoint>(endpoint), fork, out _));
        Assert.StartsWith($"asks over JSON-RPC what it asked over REST in {fork} ({endpoint}): ", Assert.Single(run.Told));
    }

    /// <summary>Both calls share one time: what fails behind half of it is no verdict, and does not make the layer away.</summary>
    [Theory]
    [InlineData(500, "application/problem+json", "HTTP status 500")]
    [InlineData(200, "text/html", "text/html")]
    public async Task WhatFailsLateGoesNowhereElse(int status, string type, string words)
    {
        var clock = new SteppedTime();
        var late = TimeSpan.FromSeconds(29);
        await using var run = await RestRun.Start(
            http =>
            {
                clock.Step(late);
                return RestRun.Reply(http, status, type, [1]);
            },
            time: clock);
        await run.Layer.Connect();
        clock.Waits.Clear();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));

        // The second call has what the first one left, less a sixteenth of all: who waits for both gives up behind it.
        Assert.Equal(TimeSpan.FromSeconds(60), clock.Waits.First());
        Assert.InRange(clock.Waits.Last(), TimeSpan.Zero, TimeSpan.FromSeconds(60 - 29 - (60 / 16d)));
        late = TimeSpan.FromSeconds(31);
        var before = run.Stub.Methods.Count;
        var payload = await run.Layer.NewPayload(Payloads.New(ForkName.Fulu));
        Assert.Equal((EngineVerdict.Unavailable, true), (payload.Verdict, payload.IsAnswered));
        Assert.Contains(words, payload.Error, StringComparison.Ordinal);
        Assert.EndsWith("; too late to ask over JSON-RPC", payload.Error, StringComparison.Ordinal);
        var head = await run.Layer.ForkchoiceUpdated(Payloads.Head(ForkName.Fulu));
        Assert.Equal((EngineVerdict.Unavailable, true), (head.Verdict, head.IsAnswered));
        Assert.Equal(before, run.Stub.Methods.Count);
    }

    [Fact]
    public async Task AConnectionThatBreaksGoesOverJsonRpcOnce()
    {
        await using var run = await RestRun.Start(static http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Gloas));
        run.Serve(RestRun.Ssz(Valid));
        Assert.Equal(OverRest, await LatestValid(run, ForkName.Gloas));
    }

    /// <summary>What the execution layer itself says no to is its answer, as an error of JSON-RPC is.</summary>
    [Theory]
    [InlineData(409, "invalid-forkchoice", -38002)]
    [InlineData(409, "reorg-too-deep", -38006)]
    [InlineData(422, "invalid-attributes", -38003)]
    [InlineData(422, "invalid-body", -32602)]
    public async Task AnErrorOfTheMethodIsTheAnswer(int status, string name, int code)
    {
        await using var run = await RestRun.Start(RestRun.Problem(status, name));
        await run.Layer.Connect();
        var told = await run.Layer.ForkchoiceUpdated(Payloads.Head(ForkName.Electra, isBuilding: true));
        Assert.Equal((EngineVerdict.Unavailable, true), (told.Verdict, told.IsAnswered));
        Assert.Equal($"engine_forkchoiceUpdated over REST: it answers with {name}: because ({code})", told.Error);
        Assert.DoesNotContain(run.Stub.Methods, static method => method.StartsWith("engine_forkchoice", StringComparison.Ordinal));
        Assert.True(run.Layer.Switch.IsOn(RestEndpoint.Forkchoice, ForkName.Electra, out _));
    }

    [Fact]
    public async Task ABuildThatIsNotKnownIsTheAnswer()
    {
        await using var run = await RestRun.Start(RestRun.Problem(404, "unknown-payload"));
        await run.Layer.Connect();
        var built = await run.Layer.GetPayload(Payloads.Get(ForkName.Electra));
        Assert.Equal("engine_getPayload over REST: it answers with unknown-payload: because (-38001)", built.Error);
        Assert.Contains("GET /engine/v1/payloads/0x0102030405060708 prague", run.Asked);
        Assert.DoesNotContain("engine_getPayloadV4", run.Stub.Methods);
    }

    /// <summary>Cut anywhere, an answer is none, and the call is made again.</summary>
    [Fact]
    public async Task AnAnswerThatIsCutIsNone()
    {
        for (var length = 0; length < Valid.Length; length++)
        {
            var cut = Valid[..length];
            await using var run = await RestRun.Start(RestRun.Ssz(cut));
            await run.Layer.Connect();
            Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
            Assert.Single(run.Told);
        }
    }

    [Fact]
    public async Task AnAnswerThatHasNoEndIsNotReadOn()
    {
        await using var run = await RestRun.Start(static async http =>
        {
            http.Response.StatusCode = 200;
            http.Response.ContentType = "application/octet-stream";
            var part = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(part, http.RequestAborted);
                await Task.Yield();
            }
        });
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        Assert.Contains("longer than 1048576 bytes", Assert.Single(run.Told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerThatTricklesIsGivenUpAtTheMethodsTime()
    {
        await using var run = await RestRun.Start(
            static async http =>
            {
                http.Response.StatusCode = 200;
                http.Response.ContentType = "application/octet-stream";
                while (true)
                {
                    await http.Response.Body.WriteAsync(new byte[1], http.RequestAborted);
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                    await Task.Delay(20, http.RequestAborted);
                }
            },
            deadline: TimeSpan.FromMilliseconds(400));
        await run.Layer.Connect();
        var result = await run.Layer.NewPayload(Payloads.New(ForkName.Deneb));
        Assert.Equal((EngineVerdict.Unavailable, false), (result.Verdict, result.IsAnswered));
        Assert.Equal("engine_newPayload over REST: it did not answer within 0.4 s", result.Error);
        Assert.True(result.IsLate);
    }

    private static async Task<Hash32?> LatestValid(RestRun run, ForkName fork)
    {
        var result = await run.Layer.NewPayload(Payloads.New(fork));
        Assert.Equal(EngineVerdict.Valid, result.Verdict);
        return result.LatestValidHash;
    }
}
