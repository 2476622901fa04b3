using System.Text;
using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Server;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Spec.Config;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Server;

/// <summary>The embedded execution layer over JSON-RPC, judged by the Engine API's definition, and hostile calls.</summary>
public sealed class JsonRpcServerTests
{
    public static TheoryData<ForkName> Forks => Payloads.Forks;

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task APayloadIsBuiltAndTakenInTheVersionOfItsFork(ForkName fork)
    {
        using var run = new ServerRun();
        var head = run.Layer.Head;
        var attributes = ServerRun.Attributes(fork);
        var update = EngineMethods.ForkchoiceUpdatedOf(fork, hasAttributes: true)[0];
        var begun = await Result(run, $"engine_forkchoiceUpdatedV{update}", State(head), Json(writer =>
            ForkchoiceCodec.WriteAttributes(writer, attributes, fork)));
        Assert.Equal("VALID", begun.GetProperty("payloadStatus").GetProperty("status").GetString());
        var version = EngineMethods.GetPayloadOf(fork)[^1];
        var built = await Result(run, $"engine_getPayloadV{version}", begun.GetProperty("payloadId").GetRawText());
        var payload = built.GetProperty("executionPayload");
        string[] parameters = fork switch
        {
            >= ForkName.Heze => [payload.GetRawText(), "[]", Root(attributes.ParentBeaconBlockRoot), Requests(built), """["0x0203"]"""],
            >= ForkName.Electra => [payload.GetRawText(), "[]", Root(attributes.ParentBeaconBlockRoot), Requests(built)],
            ForkName.Deneb => [payload.GetRawText(), "[]", Root(attributes.ParentBeaconBlockRoot)],
            _ => [payload.GetRawText()],
        };
        var taken = await Result(run, $"engine_newPayloadV{EngineMethods.NewPayloadOf(fork)[^1]}", parameters);
        Assert.Equal("VALID", taken.GetProperty("status").GetString());
        Assert.Equal(payload.GetProperty("blockHash").GetString(), taken.GetProperty("latestValidHash").GetString());
        var told = await Result(run, "engine_forkchoiceUpdatedV3", State(run.Layer.Head), "null");
        Assert.Equal(JsonValueKind.Null, told.GetProperty("payloadId").ValueKind);

        // Another fork's version is refused.
        var other = fork == ForkName.Gloas ? 6 : 5;
        Assert.Equal(-38005, await Error(run, $"engine_newPayloadV{other}", parameters));
        Assert.Equal(-38005, await Error(run, fork == ForkName.Electra ? "engine_getPayloadV5" : "engine_getPayloadV4",
            begun.GetProperty("payloadId").GetRawText()));
    }

    [Fact]
    public async Task WhatIsWrongIsNamed()
    {
        using var run = new ServerRun();
        Assert.Equal(-32601, await Error(run, "engine_newPayloadV7"));
        Assert.Equal(-32601, await Error(run, "engine_newPayloadV"));
        Assert.Equal(-32601, await Error(run, "engine_newPayloadV01"));
        Assert.Equal(-32601, await Error(run, "engine_getBlobsV4", "[]", "\"0x00\""));
        Assert.Equal(-32602, await Error(run, "engine_newPayloadV3"));
        Assert.Equal(-32602, await Error(run, "engine_newPayloadV3", "null"));
        Assert.Equal(-32602, await Error(run, "engine_getPayloadV3"));
        Assert.Equal(-32602, await Error(run, "engine_getBlobsV2"));
        Assert.Equal(-32602, await Error(run, "engine_getBlobsV2", "[\"0x12\"]"));
        Assert.Equal(-32602, await Error(run, "engine_getPayloadV3", "\"0x1\""));
        Assert.Equal(-38001, await Error(run, "engine_getPayloadV3", "\"0x0000000000000001\""));
        Assert.Equal(-32602, await Error(run, "engine_forkchoiceUpdatedV3"));
        Assert.Equal(-32602, await Error(run, "engine_forkchoiceUpdatedV3", "{}", "null"));
        var early = Json(writer => ForkchoiceCodec.WriteAttributes(
            writer, ServerRun.Attributes(ForkName.Bellatrix) with { Timestamp = ServerRun.GenesisTime }, ForkName.Bellatrix));
        Assert.Equal(-38003, await Error(run, "engine_forkchoiceUpdatedV1", State(run.Layer.Head), early));
        var late = Json(writer => ForkchoiceCodec.WriteAttributes(writer, ServerRun.Attributes(ForkName.Fulu), ForkName.Fulu));
        Assert.Equal(-38005, await Error(run, "engine_forkchoiceUpdatedV2", State(run.Layer.Head), late));
    }

    [Theory]
    [InlineData("", -32700)]
    [InlineData("{", -32700)]
    [InlineData("<html>", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("7", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"engine_getPayloadV1","params":[]}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"engine_getPayloadV1","params":[]}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"engine_getPayloadV1","params":{}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":7,"params":[]}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"engine_getPayloadV1","params":[]} x""", -32700)]
    public async Task WhatIsNoCallIsRefused(string body, int code)
    {
        using var run = new ServerRun();
        var answer = await run.RpcBytes(Encoding.UTF8.GetBytes(body));
        using var document = JsonDocument.Parse(answer.Body);
        Assert.Equal(code, document.RootElement.GetProperty("error").GetProperty("code").GetInt32());
        Assert.True(document.RootElement.TryGetProperty("id", out _));
    }

    /// <summary>Who sends parameters that are none is answered under the id of the call, wherever that stands.</summary>
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"engine_getPayloadV1","params":{},"id":"a7"}""", "\"a7\"")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"engine_getPayloadV1","params":{}}""", "7")]
    [InlineData("""{"jsonrpc":"2.0","id":[7],"method":"engine_getPayloadV1","params":[]}""", "null")]
    public async Task TheIdIsJudgedByItself(string body, string id)
    {
        using var run = new ServerRun();
        var answer = await run.RpcBytes(Encoding.UTF8.GetBytes(body));
        using var document = JsonDocument.Parse(answer.Body);
        Assert.Equal(-32600, document.RootElement.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(id, document.RootElement.GetProperty("id").GetRawText());
    }

    [Fact]
    public async Task OtherHttpIsRefused()
    {
        using var run = new ServerRun();
        Assert.Equal(405, (await run.Ask(new EngineHttpRequest("GET", "/"), [])).Status);
        Assert.Equal(415, (await run.Ask(new EngineHttpRequest("POST", "/") { ContentType = "text/plain" }, [])).Status);
        Assert.Equal(404, (await run.Ask(new EngineHttpRequest("POST", "/other"), [])).Status);
    }

    [Fact]
    public async Task AnyChangeOfACallIsAnswered()
    {
        using var run = new ServerRun();
        byte[][] calls =
        [
            await Call(run, ForkName.Capella), await Call(run, ForkName.Gloas),
            Encoding.UTF8.GetBytes(
                $$"""{"jsonrpc":"2.0","id":1,"method":"engine_forkchoiceUpdatedV3","params":[{{State(run.Layer.Head)}},{{Json(writer =>
                    ForkchoiceCodec.WriteAttributes(writer, ServerRun.Attributes(ForkName.Fulu), ForkName.Fulu))}}]}"""),
        ];
        await Gen.Select(Gen.Int[0, 2], Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[0, 3], Gen.Byte).Array[1, 4]).SampleAsync(
            async pair =>
            {
                var (which, changes) = pair;
                var bytes = calls[which].ToList();
                foreach (var (at, kind, value) in changes)
                {
                    var index = at % bytes.Count;
                    switch (kind)
                    {
                        case 0:
                            bytes[index] = value;
                            break;
                        case 1:
                            bytes.Insert(index, value);
                            break;
                        case 2:
                            bytes.RemoveAt(index);
                            break;
                        default:
                            bytes[index] = (byte)"{}[]\",:\\0nx"[value % 11];
                            break;
                    }
                }

                var answer = await run.RpcBytes([.. bytes]);
                Assert.Equal(200, answer.Status);
                using var document = JsonDocument.Parse(answer.Body);
            },
            iter: 3_000);
    }

    private static async Task<byte[]> Call(ServerRun run, ForkName fork)
    {
        var begun = await Result(
            run,
            $"engine_forkchoiceUpdatedV{EngineMethods.ForkchoiceUpdatedOf(fork, hasAttributes: true)[0]}",
            State(run.Layer.Head),
            Json(writer => ForkchoiceCodec.WriteAttributes(writer, ServerRun.Attributes(fork), fork)));
        var built = await Result(
            run, $"engine_getPayloadV{EngineMethods.GetPayloadOf(fork)[^1]}", begun.GetProperty("payloadId").GetRawText());
        var payload = built.GetProperty("executionPayload").GetRawText();
        var more = fork >= ForkName.Electra ? $",[],{Root(ServerRun.Attributes(fork).ParentBeaconBlockRoot)},[]" : "";
        var method = $"engine_newPayloadV{EngineMethods.NewPayloadOf(fork)[^1]}";
        return Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":[{{payload}}{{more}}]}""");
    }

    private static string State(Hash32 head) =>
        $$"""{"headBlockHash":"{{head}}","safeBlockHash":"{{head}}","finalizedBlockHash":"{{head}}"}""";

    private static string Root(Hash32? root) => $"\"{root}\"";

    private static string Requests(JsonElement built) => built.GetProperty("executionRequests").GetRawText();

    private static string Json(Action<Utf8JsonWriter> write) => Answers.Json(write);

    private static async Task<JsonElement> Result(ServerRun run, string method, params string[] parameters)
    {
        var answer = await run.Rpc(method, parameters);
        Assert.Equal("a7", answer.GetProperty("id").GetString());
        Assert.True(answer.TryGetProperty("result", out var result), answer.GetRawText());
        using var given = JsonDocument.Parse($"[{string.Join(',', parameters)}]");
        Assert.Null(OpenRpc.File.ParameterProblem(method, given.RootElement));
        Assert.Null(OpenRpc.File.ResultProblem(method, result));
        return result;
    }

    private static async Task<int> Error(ServerRun run, string method, params string[] parameters)
    {
        var answer = await run.Rpc(method, parameters);
        Assert.True(answer.TryGetProperty("error", out var error), answer.GetRawText());
        return error.GetProperty("code").GetInt32();
    }
}
