using System.Text;
using System.Text.Json;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Server;
using Consensoor.Interop.Tests.Engine.Rest;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Server;

/// <summary>The embedded execution layer over REST: right requests in every fork and form, and what wrong ones are answered.</summary>
public sealed class RestServerTests
{
    private static readonly Hash32 Unknown = new(Enumerable.Repeat((byte)0xee, 32).ToArray());

    public static TheoryData<ForkName, int> Places
    {
        get
        {
            var places = new TheoryData<ForkName, int>();
            foreach (var fork in RestForks.All)
            {
                places.Add(fork, (int)RestForm.Header);
                places.Add(fork, (int)RestForm.Path);
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task APayloadIsBuiltAndTakenInTheFormOfItsFork(ForkName fork, int number)
    {
        var form = (RestForm)number;
        using var run = new ServerRun();
        var context = ServerRun.Spec.Ssz(fork);
        var id = await Begin(run, form, fork);
        var got = await run.Rest(form, fork, $"payloads/{id}", null);
        Assert.Equal((200, "application/octet-stream", true), (got.Status, got.ContentType, got.IsOnce));
        Assert.True(BuiltPayload.TryDecode(got.Body.Span, context, out var built, out var error), error.ToString());
        Assert.Equal(ServerRun.TimeOf(fork), built.Payload.Timestamp);

        var envelope = new ExecutionPayloadEnvelope
        {
            Payload = built.Payload,
            ParentBeaconBlockRoot = ServerRun.Attributes(fork).ParentBeaconBlockRoot ?? default,
            ExecutionRequests = built.ExecutionRequests,
        };
        var status = await Status(run, form, fork, envelope);
        Assert.Equal(((byte)0, built.Payload.BlockHash), (status.Status, status.LatestValidHash[0]));
        var other = envelope with { Payload = built.Payload with { GasUsed = built.Payload.GasUsed + 1 } };
        Assert.Equal((byte)1, (await Status(run, form, fork, other)).Status);
        var far = envelope with { Payload = built.Payload with { ParentHash = Unknown } };
        Assert.Equal((byte)2, (await Status(run, form, fork, far)).Status);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task ABodyThatIsCutIsRefused(ForkName fork, int number)
    {
        var form = (RestForm)number;
        using var run = new ServerRun();
        var update = LiteralSsz.Update(HeadOf(run, fork, ServerRun.Attributes(fork)));
        for (var length = 0; length < update.Length; length++)
        {
            var answer = await run.Rest(form, fork, "forkchoice", update[..length]);

            // Attributes that are not there, or withdrawals that are fewer, are another request and no cut one.
            Assert.True(answer.Status is 400 or 200, $"{length} of {update.Length} bytes: {answer.Status}");
            if (answer.Status == 400)
            {
                Assert.Equal("""{"type":"/engine-api/errors/ssz-decode-error"}""", Encoding.UTF8.GetString(answer.Body.Span));
            }
        }
    }

    [Fact]
    public async Task WhatIsWrongIsNamed()
    {
        using var run = new ServerRun();
        var (form, fork) = (RestForm.Header, ForkName.Gloas);
        await Refused(run.Rest(form, fork, "payloads", [1], "application/json"), 415, "unsupported-media-type");
        await Refused(run.Rest(form, fork, "payloads", [1]), 400, "ssz-decode-error");
        await Refused(run.Rest(form, fork, "payloads/0x12", null), 400, "invalid-request");
        await Refused(run.Rest(form, fork, "payloads/0xzz00000000000000", null), 400, "invalid-request");
        await Refused(run.Rest(form, fork, "payloads/0x00000000000001\0\0", null), 400, "invalid-request");
        await Refused(run.Rest(form, fork, "payloads/0X0000000000000001", null), 400, "invalid-request");
        await Refused(run.Rest(form, fork, "payloads/0x000000000000000\uff11", null), 400, "invalid-request");
        await Refused(run.Rest(form, fork, "payloads/0x0000000000000001", null), 404, "unknown-payload");
        await Refused(run.Rest(form, fork, "payloads", null), 404, "method-not-found");
        await Refused(run.Rest(form, fork, "nothing", [1]), 404, "method-not-found");
        await Refused(run.Ask(BlobsAt("v3"), new byte[4 + (129 * 32)]), 413, "request-too-large");
        await Refused(run.Ask(BlobsAt("v1"), [4, 0, 0, 0, 1]), 400, "ssz-decode-error");
        await Refused(run.Ask(BlobsAt("v4"), [4, 0, 0, 0]), 404, "method-not-found");
        Assert.Equal(204, (await run.Ask(BlobsAt("v2"), [4, 0, 0, 0, .. Unknown.AsSpan()])).Status);
        await Refused(run.Rest(form, fork, "payloads", new byte[(64 << 20) + 1]), 413, "request-too-large");
        foreach (var name in (string?[])[null, "", "bogota", "Amsterdam", "gloas"])
        {
            await Refused(run.Ask(PayloadsOf(name), [1]), 400, "unsupported-fork");
        }

        // Attributes of another fork's time, and of a time that is over.
        var other = HeadOf(run, fork, ServerRun.Attributes(fork) with { Timestamp = ServerRun.TimeOf(ForkName.Fulu) });
        await Refused(run.Rest(form, fork, "forkchoice", LiteralSsz.Update(other)), 400, "unsupported-fork");
        var early = HeadOf(run, ForkName.Bellatrix, ServerRun.Attributes(ForkName.Bellatrix) with { Timestamp = ServerRun.GenesisTime });
        await Refused(run.Rest(form, ForkName.Bellatrix, "forkchoice", LiteralSsz.Update(early)), 422, "invalid-attributes");

        // A build of another fork.
        var id = await Begin(run, form, ForkName.Deneb);
        await Refused(run.Rest(form, ForkName.Electra, $"payloads/{id}", null), 400, "unsupported-fork");

        // A body that the port did not read to its end.
        await Refused(run.Ask(PayloadsOf("osaka"), (byte[]?)null), 413, "request-too-large");
    }

    [Fact]
    public async Task RequestsThatAreNoneAreRefused()
    {
        using var run = new ServerRun();
        var (form, fork) = (RestForm.Header, ForkName.Electra);
        var id = await Begin(run, form, fork);
        var got = await run.Rest(form, fork, $"payloads/{id}", null);
        Assert.True(BuiltPayload.TryDecode(got.Body.Span, ServerRun.Spec.Ssz(fork), out var built, out _));
        var envelope = new ExecutionPayloadEnvelope { Payload = built.Payload, ExecutionRequests = [ByteList.Create([9, 9])] };
        await Refused(run.Rest(form, fork, "payloads", envelope.ToSsz(ServerRun.Spec.Ssz(fork))), 422, "invalid-body");
    }

    [Fact]
    public async Task CapabilitiesAreThoseThatTheNodeReads()
    {
        using var run = new ServerRun();
        foreach (var path in (string[])["/engine/v1/capabilities", "/engine/v2/capabilities"])
        {
            var answer = await run.Ask(new EngineHttpRequest("GET", path), []);
            Assert.Equal((200, "application/json"), (answer.Status, answer.ContentType));
            var read = RestCapabilities.Read(answer.Body.Span, out var problem);
            Assert.Null(problem);
            Assert.Equal(RestForks.All.ToHashSet(), read!.Forks);
            Assert.Equal(RestLimits.Most, read.Limits);
            Assert.Equal(["v1", "v2", "v3"], read.Blobs.Order());
        }

        var identity = await run.Ask(new EngineHttpRequest("GET", "/engine/v1/identity"), []);
        using var document = JsonDocument.Parse(identity.Body);
        Assert.Equal("CA", document.RootElement[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task AFormThatIsNotServedIsNowhere()
    {
        using var run = new ServerRun(ServedForms.JsonRpc);
        Assert.Equal(404, (await run.Ask(new EngineHttpRequest("GET", "/engine/v1/capabilities"), [])).Status);
        Assert.Equal(404, (await run.Ask(new EngineHttpRequest("GET", "/engine/v2/capabilities"), [])).Status);
        using var other = new ServerRun(ServedForms.Path);
        Assert.Equal(404, (await other.RpcBytes("{}"u8.ToArray())).Status);
        Assert.Equal(200, (await other.Ask(new EngineHttpRequest("GET", "/engine/v2/capabilities"), [])).Status);
    }

    /// <summary>What the head is refused for is refused without the body, which is read to no more than its place takes.</summary>
    [Fact]
    public async Task ABodyIsReadOnceItsHeadIsRight()
    {
        using var run = new ServerRun();
        var bounds = new List<int>();
        ValueTask<ReadOnlyMemory<byte>?> Body(int bound)
        {
            bounds.Add(bound);
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
        }

        foreach (var (request, status) in ((EngineHttpRequest, int)[])
        [
            (new EngineHttpRequest("POST", "/nowhere"), 404), (new EngineHttpRequest("GET", "/"), 405),
            (new EngineHttpRequest("POST", "/") { ContentType = "text/plain" }, 415), (new EngineHttpRequest("POST", "/engine/v1/x"), 404),
            (PayloadsOf("osaka") with { ContentType = "application/json" }, 415), (PayloadsOf("bogota"), 400), (BlobsAt("v4"), 404),
            (new EngineHttpRequest("GET", "/engine/v1/capabilities"), 200),
        ])
        {
            Assert.Equal(status, (await run.Ask(request, Body)).Status);
        }

        using var json = new ServerRun(ServedForms.JsonRpc);
        Assert.Equal(404, (await json.Ask(PayloadsOf("osaka"), Body)).Status);
        Assert.Empty(bounds);
        Assert.Equal(413, (await run.Ask(new EngineHttpRequest("POST", "/") { ContentType = "application/json" }, Body)).Status);
        await Refused(run.Ask(PayloadsOf("osaka"), Body), 413, "request-too-large");
        await Refused(run.Ask(PayloadsOf("osaka") with { Path = "/engine/v1/forkchoice" }, Body), 413, "request-too-large");
        await Refused(run.Ask(BlobsAt("v2"), Body), 413, "request-too-large");
        Assert.Equal([129 << 20, 64 << 20, 64 << 10, 4 + (128 * 32)], bounds);
    }

    private static EngineHttpRequest PayloadsOf(string? fork) =>
        new("POST", "/engine/v1/payloads") { Fork = fork, ContentType = "application/octet-stream" };

    private static EngineHttpRequest BlobsAt(string version) =>
        new("POST", $"/engine/v1/blobs/{version}") { ContentType = "application/octet-stream" };

    private static ForkchoiceUpdated HeadOf(ServerRun run, ForkName fork, BuildAttributes? attributes) =>
        new(1, fork, run.Layer.Head, run.Layer.Head, run.Layer.Head, attributes);

    private static async Task<Bytes8> Begin(ServerRun run, RestForm form, ForkName fork)
    {
        var update = LiteralSsz.Update(HeadOf(run, fork, ServerRun.Attributes(fork)));
        var answer = await run.Rest(form, fork, "forkchoice", update);
        Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Body.Span));
        Assert.True(ForkchoiceUpdateResponse.TryDecode(answer.Body.Span, ServerRun.Spec.Ssz(fork), out var response, out _));
        Assert.Equal(((byte)0, run.Layer.Head), (response.PayloadStatus.Status, response.PayloadStatus.LatestValidHash[0]));
        return response.PayloadId[0];
    }

    private static async Task<PayloadStatus> Status(ServerRun run, RestForm form, ForkName fork, ExecutionPayloadEnvelope envelope)
    {
        var context = ServerRun.Spec.Ssz(fork);
        var answer = await run.Rest(form, fork, "payloads", envelope.ToSsz(context));
        Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Body.Span));
        Assert.True(PayloadStatus.TryDecode(answer.Body.Span, context, out var status, out _));
        return status;
    }

    private static async Task Refused(ValueTask<EngineHttpResponse> asked, int status, string name)
    {
        var answer = await asked;
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.ContentType));
        using var document = JsonDocument.Parse(answer.Body);
        Assert.Equal($"/engine-api/errors/{name}", document.RootElement.GetProperty("type").GetString());
    }
}
