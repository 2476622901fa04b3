using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>What is asked over REST is what the execution layer says it speaks, fork by fork, at each connection.</summary>
public sealed class NegotiationTests
{
    private static readonly Hash32 OverRest = Payloads.Hash(55);
    private static readonly Hash32 OverJson = Payloads.Hash(77);
    private static readonly byte[] Valid = LiteralSsz.Status(0, OverRest, null);

    [Theory]
    [InlineData("/engine/v1/", "POST /engine/v1/payloads prague")]
    [InlineData("/engine/v2/", "POST /engine/v2/prague/payloads")]
    public async Task EachFormIsAskedInItsOwnPlaces(string below, string payloads)
    {
        await using var run = await RestRun.Start(RestRun.Ssz(Valid), below: below);
        var identity = await run.Layer.Connect();
        Assert.EndsWith($", REST and SSZ ({below.TrimEnd('/')}) from Bellatrix to Gloas", identity.Name, StringComparison.Ordinal);
        Assert.Equal(OverRest, await LatestValid(run, ForkName.Electra));
        Assert.Contains(payloads, run.Asked);

        // Heze has no REST form.
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Heze));
        Assert.Contains("engine_newPayloadV6", run.Stub.Methods);
        Assert.Empty(run.Told);
        Assert.Empty(run.Stub.Findings);
    }

    [Fact]
    public async Task AForkThatIsNotNamedGoesOverJsonRpc()
    {
        await using var run = await RestRun.Start(RestRun.Ssz(Valid), """{"supported_forks":["prague","osaka"]}""");
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        Assert.Equal(OverRest, await LatestValid(run, ForkName.Fulu));
    }

    [Fact]
    public async Task AnEndpointThatIsNotNamedGoesOverJsonRpc()
    {
        await using var run = await RestRun.Start(
            RestRun.Ssz(Valid), """{"supported_forks":["prague"],"fork_scoped_endpoints":["forkchoice"]}""");
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Electra));
        Assert.True(run.Layer.Switch.IsOn(RestEndpoint.Forkchoice, ForkName.Electra, out _));
    }

    [Fact]
    public async Task APayloadOverTheLimitGoesOverJsonRpc()
    {
        await using var run = await RestRun.Start(
            RestRun.Ssz(Valid), """{"supported_forks":["prague"],"limits":{"payload.max_bytes":100}}""");
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Electra));
        Assert.DoesNotContain(run.Asked, static path => path.StartsWith("POST", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"supported_forks":"prague"}""")]
    [InlineData("""{"supported_forks":[1]}""")]
    [InlineData("""{"supported_forks":[]}""")]
    [InlineData("""{"supported_forks":["prague"],"supported_forks":[]}""")]
    [InlineData("""{"supported_forks":["prague"],"limits":{"payload.max_bytes":-1}}""")]
    [InlineData("""{"supported_forks":["prague"],"limits":{"payload.max_bytes":1.5}}""")]
    [InlineData("""{"supported_forks":["prague"]} x""")]
    public async Task CapabilitiesThatAreNoneLeaveJsonRpc(string capabilities)
    {
        await using var run = await RestRun.Start(RestRun.Ssz(Valid), capabilities);
        var identity = await run.Layer.Connect();
        Assert.True(identity.IsReached, identity.Error);
        Assert.DoesNotContain("REST", identity.Name, StringComparison.Ordinal);
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Electra));
    }

    [Fact]
    public async Task OneThatSpeaksNoRestIsAskedOnceAConnection()
    {
        await using var run = await RestRun.Start(null);
        var identity = await run.Layer.Connect();
        Assert.DoesNotContain("REST", identity.Name, StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(OverJson, await LatestValid(run, ForkName.Electra));
        }

        Assert.Empty(run.Stub.Findings);
    }

    [Fact]
    public async Task WhatGoesOverRestIsNotMissing()
    {
        await using var run = await RestRun.Start(RestRun.Ssz(Valid));
        run.Stub.Answer = static call => call.Method == "engine_exchangeCapabilities"
            ? StubAnswer.Of("""["engine_newPayloadV6","engine_forkchoiceUpdatedV5"]""")
            : null;
        Assert.Equal(["engine_getPayloadV6"], (await run.Layer.Connect()).Missing);
    }

    /// <summary>One that comes back with REST, or without, is asked anew though no call failed, and no call waits for that.</summary>
    [Fact]
    public async Task AnotherOneInItsPlaceIsAskedAnew()
    {
        var clock = new SteppedTime();
        await using var run = await RestRun.Start(null, time: clock);
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        var port = run.Stub.Url.Port;
        await run.Stub.DisposeAsync();

        await using var newer = await StubEngine.Start(port);
        var answering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        newer.Answer = run.Stub.Answer;
        newer.Rest = Spoken(answering.Task);
        clock.Step(TimeSpan.FromSeconds(25));

        // The first call finds the connection closed and makes another, the second one asks who is there, and does not wait.
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        Assert.False(run.Layer.Asking.IsCompleted);
        answering.SetResult();
        await run.Layer.Asking;
        Assert.Equal(OverRest, await LatestValid(run, ForkName.Deneb));
        await newer.DisposeAsync();

        await using var older = await StubEngine.Start(port);
        older.Answer = run.Stub.Answer;
        clock.Step(TimeSpan.FromSeconds(13));
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        await run.Layer.Asking;
        Assert.False(run.Layer.Switch.IsOn(RestEndpoint.NewPayload, ForkName.Gloas, out _));
    }

    /// <summary>A question that is not answered turns nothing off, and one that is turns nothing on that was found not to work.</summary>
    [Theory]
    [InlineData(503, true)]
    [InlineData(200, true)]
    [InlineData(404, false)]
    public async Task AQuestionBesideCallsLeavesWhatWasFoundOut(int status, bool isOn)
    {
        var clock = new SteppedTime();
        await using var run = await RestRun.Start(RestRun.Problem(400, "ssz-decode-error"), time: clock);
        await run.Layer.Connect();
        Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        Assert.Single(run.Told);
        var port = run.Stub.Url.Port;
        await run.Stub.DisposeAsync();

        await using var next = await StubEngine.Start(port);
        next.Answer = run.Stub.Answer;
        next.Rest = http => RestRun.Reply(http, status, "application/json", System.Text.Encoding.UTF8.GetBytes(RestRun.Capabilities));
        clock.Step(TimeSpan.FromSeconds(13));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(OverJson, await LatestValid(run, ForkName.Deneb));
        }

        await run.Layer.Asking;
        Assert.Equal(isOn, run.Layer.Switch.IsOn(RestEndpoint.NewPayload, ForkName.Gloas, out _));
        Assert.False(run.Layer.Switch.IsOn(RestEndpoint.NewPayload, ForkName.Deneb, out _));
        Assert.Single(run.Told);
    }

    private static Func<HttpContext, Task> Spoken(Task answering) => async http =>
    {
        var isQuestion = http.Request.Path.Value!.EndsWith("capabilities", StringComparison.Ordinal);
        if (isQuestion)
        {
            await answering;
        }

        await RestRun.Reply(
            http,
            200,
            isQuestion ? "application/json" : "application/octet-stream",
            isQuestion ? System.Text.Encoding.UTF8.GetBytes(RestRun.Capabilities) : Valid);
    };

    private static async Task<Hash32?> LatestValid(RestRun run, ForkName fork)
    {
        var result = await run.Layer.NewPayload(Payloads.New(fork));
        Assert.Equal((EngineVerdict.Valid, null), (result.Verdict, result.Error));
        return result.LatestValidHash;
    }
}
