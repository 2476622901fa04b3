using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.JsonRpc;

/// <summary>What an execution layer says of payloads and heads, and each error that it may answer with.</summary>
public sealed class VerdictTests
{
    private static readonly string Hash = $"{Payloads.Hash(9)}";

    [Theory]
    [InlineData("VALID", EngineVerdict.Valid)]
    [InlineData("SYNCING", EngineVerdict.Syncing)]
    [InlineData("ACCEPTED", EngineVerdict.Accepted)]
    [InlineData("INVALID", EngineVerdict.Invalid)]
    [InlineData("INVALID_BLOCK_HASH", EngineVerdict.Invalid)]
    public async Task AStatusIsTakenWithoutALastValidHash(string status, EngineVerdict verdict)
    {
        await using var run = await EngineRun.Start(_ => StubAnswer.Of(Answers.Status(status)));
        var result = await run.Layer.NewPayload(Payloads.New(ForkName.Bellatrix));
        Assert.Equal((verdict, (Hash32?)null), (result.Verdict, result.LatestValidHash));
        Assert.Equal(verdict == EngineVerdict.Invalid, result.Error is not null);
    }

    [Fact]
    public async Task AnInvalidPayloadComesWithItsLastValidAncestorAndTheReason()
    {
        await using var run = await EngineRun.Start(static _ => StubAnswer.Of(Answers.Status("INVALID", Hash, "bad gas")));
        var result = await run.Layer.NewPayload(Payloads.New(ForkName.Deneb));
        Assert.Equal((EngineVerdict.Invalid, Payloads.Hash(9), "bad gas"), (result.Verdict, result.LatestValidHash, result.Error));
    }

    [Fact]
    public async Task AWrongBlockHashJudgesNoAncestor()
    {
        await using var run = await EngineRun.Start(static _ => StubAnswer.Of(Answers.Status("INVALID_BLOCK_HASH", Hash)));
        Assert.Null((await run.Layer.NewPayload(Payloads.New(ForkName.Bellatrix))).LatestValidHash);
    }

    [Fact]
    public async Task AnInvalidHeadComesWithItsLastValidAncestor()
    {
        await using var run = await EngineRun.Start(static _ => StubAnswer.Of(Answers.Forkchoice("INVALID", null, Hash, "bad")));
        var result = await run.Layer.ForkchoiceUpdated(Payloads.Head(ForkName.Electra, isBuilding: true));
        Assert.Equal((EngineVerdict.Invalid, Payloads.Hash(9), "bad"), (result.Verdict, result.LatestValidHash, result.Error));
        Assert.Null(result.PayloadId);
    }

    [Fact]
    public async Task WhetherInclusionListsAreSatisfiedIsSaid()
    {
        await using var run = await EngineRun.Start(static _ => StubAnswer.Of("""{"status":"VALID","inclusionListSatisfied":false}"""));
        Assert.Equal(false, (await run.Layer.NewPayload(Payloads.New(ForkName.Heze))).InclusionListSatisfied);
        Assert.Equal("0x0203", run.Stub.Calls.Single().Params[4][0].GetString());
    }

    [Fact]
    public async Task EachErrorOfEachMethodIsAnAnswerWithoutAVerdict()
    {
        (int Code, string Message)? error = null;
        await using var run = await EngineRun.Start(_ => StubAnswer.Error(error!.Value.Code, error.Value.Message));
        for (var fork = ForkName.Bellatrix; fork <= ForkName.Heze; fork++)
        {
            foreach (var (method, ask) in Requests(run.Layer, fork))
            {
                foreach (var one in OpenRpc.File.ErrorsOf(method).Append((-32603, "Internal error")).Append((-32000, "Server error")))
                {
                    error = one;
                    var said = await ask();
                    Assert.Contains($"{method}: {one.Item2} ({one.Item1})", said, StringComparison.Ordinal);
                }
            }
        }

        Assert.Empty(run.Stub.Findings);
    }

    [Fact]
    public async Task AVersionThatIsNotKnownIsFollowedByAnotherThatDoes()
    {
        await using var run = await EngineRun.Start(static call => call.Method switch
        {
            "engine_newPayloadV1" or "engine_getPayloadV1" or "engine_forkchoiceUpdatedV1" or "engine_forkchoiceUpdatedV5" =>
                StubAnswer.Error(-32601, "the method does not exist"),
            "engine_newPayloadV2" => StubAnswer.Of(Answers.Status("VALID")),
            "engine_getPayloadV2" => StubAnswer.Of(Answers.Built(Payloads.Built(ForkName.Bellatrix), ForkName.Bellatrix, 2)),
            _ => StubAnswer.Of(Answers.Forkchoice("VALID")),
        });
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(EngineVerdict.Valid, (await run.Layer.NewPayload(Payloads.New(ForkName.Bellatrix))).Verdict);
            Assert.Equal(EngineVerdict.Valid, (await run.Layer.ForkchoiceUpdated(Payloads.Head(ForkName.Bellatrix))).Verdict);
            Assert.Null((await run.Layer.GetPayload(Payloads.Get(ForkName.Bellatrix))).Error);
        }

        // What is not known is asked for once.
        Assert.Equal(
            [
                "engine_newPayloadV1", "engine_newPayloadV2", "engine_forkchoiceUpdatedV1", "engine_forkchoiceUpdatedV5",
                "engine_forkchoiceUpdatedV4", "engine_getPayloadV1", "engine_getPayloadV2",
                "engine_newPayloadV2", "engine_forkchoiceUpdatedV4", "engine_getPayloadV2",
            ],
            run.Stub.Methods);
        Assert.Empty(run.Stub.Findings);
    }

    [Fact]
    public async Task WhatTheLayerCannotDoIsSaidAndTriedAgainAfterTheNextConnection()
    {
        var isOld = true;
        await using var run = await EngineRun.Start(call => call.Method switch
        {
            "engine_exchangeCapabilities" => StubAnswer.Of(isOld ? """["engine_newPayloadV4"]""" : """["engine_newPayloadV5"]"""),
            "engine_getClientVersionV1" => StubAnswer.Error(-32601, "no"),
            _ when isOld => StubAnswer.Error(-32601, "no"),
            _ => StubAnswer.Of(Answers.Status("VALID")),
        });
        Assert.Contains("engine_newPayloadV5", (await run.Layer.Connect()).Missing);
        for (var i = 0; i < 3; i++)
        {
            var result = await run.Layer.NewPayload(Payloads.New(ForkName.Gloas));
            Assert.Equal((EngineVerdict.Unavailable, true), (result.Verdict, result.IsAnswered));
            Assert.StartsWith("it does not speak engine_newPayloadV5, which Gloas needs", result.Error, StringComparison.Ordinal);
        }

        Assert.Single(run.Stub.Methods, "engine_newPayloadV5");
        isOld = false;
        Assert.DoesNotContain("engine_newPayloadV5", (await run.Layer.Connect()).Missing);
        Assert.Equal(EngineVerdict.Valid, (await run.Layer.NewPayload(Payloads.New(ForkName.Gloas))).Verdict);
    }

    [Fact]
    public async Task AConnectionTellsWhoTheLayerIs()
    {
        await using var run = await EngineRun.Start(static call => StubAnswer.Of(call.Method == EngineMethods.GetClientVersion
            ? """[{"code":"GE","name":"Geth","version":"1.99","commit":"0xabcdef01"}]"""
            : $"[{string.Join(',', EngineMethods.All.Select(static method => $"\"{method}\""))}]"));
        var identity = await run.Layer.Connect();
        Assert.Equal(("Geth 1.99 (GE 0xabcdef01)", true), (identity.Name, identity.IsReached));
        Assert.Empty(identity.Missing);
        Assert.Equal(EngineMethods.All.Count, run.Stub.Calls.First().Params[0].GetArrayLength());
        Assert.Empty(run.Stub.Findings);
    }

    private static IEnumerable<(string Method, Func<Task<string>> Ask)> Requests(JsonRpcExecutionLayer layer, ForkName fork)
    {
        var payload = Payloads.New(fork);
        yield return (EngineMethods.NameOf(payload, EngineMethods.NewPayloadOf(fork)[0]), async () =>
        {
            var result = await layer.NewPayload(payload);
            Assert.Equal((EngineVerdict.Unavailable, true), (result.Verdict, result.IsAnswered));
            return result.Error!;
        });
        var head = Payloads.Head(fork, isBuilding: true);
        yield return (EngineMethods.NameOf(head, EngineMethods.ForkchoiceUpdatedOf(fork, true)[0]), async () =>
        {
            var result = await layer.ForkchoiceUpdated(head);
            Assert.Equal((EngineVerdict.Unavailable, true), (result.Verdict, result.IsAnswered));
            return result.Error!;
        });
        var get = Payloads.Get(fork);
        yield return (EngineMethods.NameOf(get, EngineMethods.GetPayloadOf(fork)[0]), async () => (await layer.GetPayload(get)).Error!);
        foreach (var version in Enumerable.Range(1, 3))
        {
            yield return ($"engine_getBlobsV{version}", async () => $"{(await layer.Client.GetBlobs(version, [default])).Failure}");
        }

        yield return ("engine_getBlobsV4", async () => $"{(await layer.Client.GetBlobCells([default], 1)).Failure}");
        foreach (var version in Enumerable.Range(1, 2))
        {
            yield return ($"engine_getPayloadBodiesByHashV{version}", async () =>
                $"{(await layer.Client.GetPayloadBodiesByHash(version, [default], fork)).Failure}");
            yield return ($"engine_getPayloadBodiesByRangeV{version}", async () =>
                $"{(await layer.Client.GetPayloadBodiesByRange(version, 1, 1, fork)).Failure}");
        }

        yield return (EngineMethods.FetchInclusionList, async () => $"{(await layer.Client.FetchInclusionList()).Failure}");
    }
}
