using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Engine.Server.JsonRpc;

/// <summary>
/// Answers the Engine API over JSON-RPC: payloads, heads, builds, bodies and blobs in the versions of the forks that the chain has,
/// capabilities and identity. A version that is not that of the timestamp's fork is refused.
/// </summary>
internal sealed partial class JsonRpcServer(ServedLayer layer, ClientVersion own)
{
    private const string Json = "application/json";
    private const string NewPayloadName = "engine_newPayloadV";
    private const string ForkchoiceName = "engine_forkchoiceUpdatedV";
    private const string GetPayloadName = "engine_getPayloadV";
    private const string GetBlobsName = "engine_getBlobsV";
    private const int MaxHashes = 4_096;

    /// <summary>What is spoken, in the order of the forks.</summary>
    public IReadOnlyList<string> Methods { get; } =
    [
        .. EngineMethods.All.Where(static method =>
            method.StartsWith(NewPayloadName, StringComparison.Ordinal)
            || method.StartsWith(ForkchoiceName, StringComparison.Ordinal)
            || method.StartsWith(GetPayloadName, StringComparison.Ordinal)),
        .. Enumerable.Range(1, layer.HasCells ? WithCells : WithCells - 1).Select(static version => GetBlobsName + version),
        .. Enumerable.Range(1, LastBodies).Select(static version => BodiesByHashName + version),
        .. Enumerable.Range(1, LastBodies).Select(static version => BodiesByRangeName + version),
        EngineMethods.FetchInclusionList,
        EngineMethods.GetClientVersion,
    ];

    private delegate void Write(Utf8JsonWriter writer);

    /// <summary>Answers a request whose token is good.</summary>
    public async ValueTask<EngineHttpResponse> Answer(EngineHttpRequest request, Func<int, ValueTask<ReadOnlyMemory<byte>?>> body)
    {
        if (request.Method != "POST")
        {
            return EngineHttpResponse.Text(405, "calls of JSON-RPC are posted");
        }

        if (request.ContentType != Json)
        {
            return EngineHttpResponse.Text(415, $"calls of JSON-RPC are {Json}");
        }

        if (await body(EngineServer.MaxRequestBytes) is not { } bytes)
        {
            return EngineHttpResponse.Text(413, $"a call has at most {EngineServer.MaxRequestBytes} bytes");
        }

        if (RpcCall.Read(bytes, out var call) is { } error)
        {
            return Reply(call.Id, error, null);
        }

        var (refusal, result) = await Call(call);
        return Reply(call.Id, refusal, result);
    }

    private static EngineHttpResponse Reply(ReadOnlyMemory<byte> id, RpcError? error, Write? result)
    {
        var body = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writer.WritePropertyName("id"u8);
            writer.WriteRawValue(id.Span, skipInputValidation: true);
            if (error is not null)
            {
                writer.WriteStartObject("error"u8);
                writer.WriteNumber("code"u8, error.Code);
                writer.WriteString("message"u8, error.Message);
                writer.WriteEndObject();
            }
            else
            {
                writer.WritePropertyName("result"u8);
                result!(writer);
            }

            writer.WriteEndObject();
        }

        return new EngineHttpResponse(200, Json, body.WrittenMemory);
    }

    private static (RpcError?, Write?) No(RpcError error) => (error, null);

    private ValueTask<(RpcError? Error, Write? Result)> Call(RpcCall call) =>
        VersionOf(call.Method, NewPayloadName) is { } payload ? NewPayload(call.Params, payload)
        : VersionOf(call.Method, ForkchoiceName) is { } head ? ForkchoiceUpdated(call.Params, head)
        : VersionOf(call.Method, GetPayloadName) is { } build ? GetPayload(call.Params, build)
        : VersionOf(call.Method, GetBlobsName) is { } blobs ? GetBlobs(call.Params, blobs)
        : VersionOf(call.Method, BodiesByHashName) is { } hashes ? GetBodiesByHash(call.Params, hashes)
        : VersionOf(call.Method, BodiesByRangeName) is { } range ? GetBodiesByRange(call.Params, range)
        : call.Method == EngineMethods.FetchInclusionList ? GetInclusionList()
        : ValueTask.FromResult<(RpcError?, Write?)>(call.Method switch
        {
            EngineMethods.ExchangeCapabilities => (null, WriteMethods),
            EngineMethods.GetClientVersion => (null, WriteVersions),
            EngineMethods.ChainId => (null, writer => writer.WriteQuantityValue(layer.Spec.Config.DepositChainId)),
            _ => (RpcError.Method, null),
        });

    private int? VersionOf(string method, string family) =>
        method.StartsWith(family, StringComparison.Ordinal) && Methods.Contains(method)
            ? int.Parse(method.AsSpan(family.Length), NumberStyles.None, CultureInfo.InvariantCulture)
            : null;

    private async ValueTask<(RpcError?, Write?)> NewPayload(ReadOnlyMemory<byte> parameters, int version)
    {
        if (RpcParams.TimestampOf(parameters.Span, 0) is not { } time)
        {
            return No(RpcError.Params("the payload has no timestamp"));
        }

        var fork = layer.ForkAt(time);
        if (!EngineMethods.NewPayloadOf(fork).Contains(version))
        {
            return No(RpcError.UnsupportedFork);
        }

        if (ReadPayload(parameters.Span, version, layer.Spec.Ssz(fork), out var request) is { } problem)
        {
            return No(RpcError.Params(problem));
        }

        var result = await layer.NewPayload(request);
        return result.Verdict == EngineVerdict.Unavailable
            ? No(RpcError.Internal(result.Error))
            : (null, writer => RpcResults.WriteStatus(
                writer, result.Verdict, result.LatestValidHash, result.Error, result.InclusionListSatisfied));
    }

    private static string? ReadPayload(ReadOnlySpan<byte> parameters, int version, SszContext context, out NewPayload request)
    {
        var json = new EngineJson(parameters, "the parameters");
        var (hashes, root) = ((SszList<VersionedHash>)[], default(Root));
        ExecutionRequests? requests = null;
        SszList<ByteList> wanted = [];
        var payload = json.Array() && json.Item(0) ? PayloadCodec.Read(ref json, context) : new ExecutionPayload();
        var parts = 1;
        if (version >= 3)
        {
            parts += json.Item(1) ? 1 : 0;
            hashes = RpcParams.ReadHashes(ref json, MaxHashes);
            parts += json.Item(2) ? 1 : 0;
            root = json.Bytes32();
        }

        if (version >= 4)
        {
            parts += json.Item(3) ? 1 : 0;
            var list = json.BytesList(byte.MaxValue);
            requests = json.Problem is null ? ExecutionRequestsLists.GetExecutionRequests([.. list], context) : null;
            _ = requests is not null || json.Fail("are not execution requests of the fork in the order of their types");
        }

        if (version >= 6)
        {
            parts += json.Item(4) ? 1 : 0;
            wanted = json.BytesList();
        }

        var due = version >= 6 ? 5 : version >= 4 ? 4 : version >= 3 ? 3 : 1;
        request = ServedPayloads.Of(context.Fork, payload, hashes, root, requests) with { InclusionListTransactions = wanted };
        return json.Problem ?? (parts < due ? $"{parts} are there, not {due}" : null);
    }

    private async ValueTask<(RpcError?, Write?)> ForkchoiceUpdated(ReadOnlyMemory<byte> parameters, int version)
    {
        var fork = RpcParams.TimestampOf(parameters.Span, 1) is { } time ? layer.ForkAt(time) : (ForkName?)null;
        if (fork is { } named && !EngineMethods.ForkchoiceUpdatedOf(named, hasAttributes: true).Contains(version))
        {
            return No(RpcError.UnsupportedFork);
        }

        if (ReadHead(parameters.Span, fork, out var request) is { } problem)
        {
            return No(RpcError.Params(problem));
        }

        var result = await layer.ForkchoiceUpdated(request);
        if (result.Verdict == EngineVerdict.Unavailable)
        {
            return No(RpcError.Internal(result.Error));
        }

        if (result is { Verdict: EngineVerdict.Valid, PayloadId: null, Error: { } why } && request.Attributes is not null)
        {
            return No(RpcError.Attributes(why));
        }

        var valid = result.Verdict == EngineVerdict.Valid ? request.HeadBlockHash : result.LatestValidHash;
        return (null, writer => RpcResults.WriteForkchoice(writer, result.Verdict, valid, result.Error, result.PayloadId));
    }

    private string? ReadHead(ReadOnlySpan<byte> parameters, ForkName? fork, out ForkchoiceUpdated request)
    {
        var json = new EngineJson(parameters, "the parameters");
        var isThere = json.Array() && json.Item(0);
        var (head, safe, finalized) = RpcParams.ReadState(ref json);
        var context = layer.Spec.Ssz(fork ?? ForkName.Bellatrix);
        var attributes = json.Item(1) && !json.IsNull ? RpcParams.ReadAttributes(ref json, context) : null;
        request = new ForkchoiceUpdated(0, context.Fork, head, safe, finalized, attributes);
        return json.Problem ?? (isThere ? null : "the forkchoice state is missing");
    }

    private async ValueTask<(RpcError?, Write?)> GetPayload(ReadOnlyMemory<byte> parameters, int version)
    {
        if (ReadId(parameters.Span, out var id) is { } problem)
        {
            return No(RpcError.Params(problem));
        }

        var built = await layer.GetPayload(new GetPayload(0, ForkName.Bellatrix, id));
        if (built.Payload is not { } payload)
        {
            return No(RpcError.UnknownPayload);
        }

        var fork = layer.ForkAt(payload.Timestamp);
        return EngineMethods.GetPayloadOf(fork).Contains(version)
            ? (null, writer => RpcResults.WriteBuilt(writer, built, version, layer.Spec.Ssz(fork)))
            : No(RpcError.UnsupportedFork);
    }

    private static string? ReadId(ReadOnlySpan<byte> parameters, out Bytes8 id)
    {
        var json = new EngineJson(parameters, "the parameters");
        var isThere = json.Array() && json.Item(0);
        id = isThere ? json.Bytes8() : default;
        return json.Problem ?? (isThere ? null : "the payload id is missing");
    }

    private void WriteMethods(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var method in Methods)
        {
            writer.WriteStringValue(method);
        }

        writer.WriteEndArray();
    }

    private void WriteVersions(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        own.Write(writer);
        writer.WriteEndArray();
    }
}
