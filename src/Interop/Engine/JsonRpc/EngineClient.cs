using System.Buffers;
using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.JsonRpc.Transport;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Engine.JsonRpc;

/// <summary>
/// The methods of the Engine API over JSON-RPC, each call under an id of its own, in its time and with a bound of its answer. For many
/// threads. Nothing is thrown for what the other side does.
/// </summary>
public sealed class EngineClient : IDisposable
{
    /// <summary>The longest answer that may carry payloads or blobs: 128 blobs in hex and a payload besides have 56 MiB.</summary>
    public const int MaxLargeAnswer = 64 * 1024 * 1024;

    /// <summary>The longest other answer.</summary>
    public const int MaxSmallAnswer = 1024 * 1024;

    /// <summary>Blobs that are asked for at once: every execution layer has to take so many.</summary>
    public const int MaxBlobs = Messages.GetBlobs.Most;

    /// <summary>Bodies that are asked for at once: every execution layer has to take so many.</summary>
    public const int MaxBodies = 32;

    // What an inclusion list may have is MAX_BYTES_PER_INCLUSION_LIST, 8 KiB; this bounds the number of empty ones.
    private const int MaxTransactions = 8 * 1024;
    private const int MaxMethods = 1_024;

    private readonly EngineChannel _channel;
    private readonly EngineDeadlines _deadlines;
    private readonly ChainSpec _spec;
    private long _lastId;

    internal EngineClient(EngineChannel channel, ChainSpec spec, EngineDeadlines deadlines) =>
        (_channel, _spec, _deadlines) = (channel, spec, deadlines);

    private delegate T? Decode<T>(ref EngineJson json);

    /// <summary>Counts the connections that were made: where it grows, another execution layer may have taken the place.</summary>
    internal int Connections => _channel.Connections;

    /// <summary>`engine_newPayloadV1` to `V6`, in the time of the method or what is left of it.</summary>
    public ValueTask<RpcResult<EnginePayloadStatus>> NewPayload(
        int version, NewPayload request, TimeSpan? within = null) => Call<EnginePayloadStatus>(
        EngineMethods.NameOf(request, version),
        writer =>
        {
            PayloadCodec.Write(writer, request.Request.ExecutionPayload, request.Fork);
            if (version >= 3)
            {
                writer.WriteHashListValue(request.Request.VersionedHashes);
                writer.WriteDataValue(request.Request.ParentBeaconBlockRoot.AsSpan());
            }

            if (version >= 4)
            {
                var (requests, context) = (request.Request.ExecutionRequests, _spec.Ssz(request.Fork));
                writer.WriteDataListValue(ExecutionRequestsLists.GetExecutionRequestsList(requests, context));
            }

            if (version >= 6)
            {
                writer.WriteDataListValue(request.InclusionListTransactions);
            }
        },
        EnginePayloadStatus.Read,
        within ?? _deadlines.NewPayloadOf(request.Fork),
        MaxSmallAnswer);

    /// <summary>
    /// `engine_forkchoiceUpdatedV1` to `V5`, in the time of the method or what is left of it; no columns are told, which lets the execution
    /// layer fetch all blobs.
    /// </summary>
    public ValueTask<RpcResult<ForkchoiceResponse>> ForkchoiceUpdated(
        int version, ForkchoiceUpdated request, TimeSpan? within = null) => Call<ForkchoiceResponse>(
        EngineMethods.NameOf(request, version),
        writer =>
        {
            ForkchoiceCodec.WriteState(writer, request);
            if (request.Attributes is { } attributes)
            {
                ForkchoiceCodec.WriteAttributes(writer, attributes, request.Fork);
            }
            else
            {
                writer.WriteNullValue();
            }
        },
        ForkchoiceResponse.Read,
        within ?? _deadlines.ForkchoiceUpdated,
        MaxSmallAnswer);

    /// <summary>`engine_getPayloadV1` to `V6`.</summary>
    public ValueTask<RpcResult<BuiltPayload>> GetPayload(int version, GetPayload request) => Call<BuiltPayload>(
        EngineMethods.NameOf(request, version),
        writer => writer.WriteDataValue(request.PayloadId.AsSpan()),
        (ref EngineJson json) => BuiltPayload.Read(ref json, _spec.Ssz(request.Fork), isBare: version == 1),
        _deadlines.GetPayload,
        MaxLargeAnswer);

    /// <summary>
    /// `engine_getBlobsV1` (with a proof a blob), `V2` (with cell proofs, all or nothing) and `V3` (with cell proofs). A null for all means
    /// that the execution layer cannot say.
    /// </summary>
    public ValueTask<RpcResult<IReadOnlyList<BlobAndProofs?>>> GetBlobs(int version, IReadOnlyList<VersionedHash> hashes) =>
        hashes.Count > MaxBlobs ? TooMany<IReadOnlyList<BlobAndProofs?>>(hashes.Count, MaxBlobs) : Call(
            $"engine_getBlobsV{version}",
            writer => writer.WriteHashListValue(hashes),
            (ref EngineJson json) => BlobCodec.ReadBlobsAndProofs(ref json, hashes.Count, version == 1 ? 1 : KzgSizes.CellsPerExtBlob),
            _deadlines.Others,
            MaxLargeAnswer);

    /// <summary>`engine_getBlobsV4`: the cells of blobs whose bits are set, bit 0 being the last of the 16 bytes.</summary>
    public ValueTask<RpcResult<IReadOnlyList<BlobCells?>>> GetBlobCells(IReadOnlyList<VersionedHash> hashes, UInt128 cells) =>
        hashes.Count > MaxBlobs ? TooMany<IReadOnlyList<BlobCells?>>(hashes.Count, MaxBlobs) : Call(
            EngineMethods.GetBlobCells,
            writer =>
            {
                Span<byte> bits = stackalloc byte[16];
                System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bits, cells);
                writer.WriteHashListValue(hashes);
                writer.WriteDataValue(bits);
            },
            (ref EngineJson json) => BlobCodec.ReadCells(ref json, hashes.Count),
            _deadlines.Others,
            MaxLargeAnswer);

    /// <summary>`engine_getPayloadBodiesByHashV1` and `V2`: as many bodies as hashes, null where one is not known.</summary>
    public ValueTask<RpcResult<IReadOnlyList<PayloadBody?>>> GetPayloadBodiesByHash(
        int version, IReadOnlyList<Hash32> hashes, ForkName fork) =>
        hashes.Count > MaxBodies ? TooMany<IReadOnlyList<PayloadBody?>>(hashes.Count, MaxBodies) : Call(
            $"engine_getPayloadBodiesByHashV{version}",
            writer => writer.WriteHashListValue(hashes),
            (ref EngineJson json) =>
            {
                var bodies = PayloadBody.ReadList(ref json, hashes.Count, _spec.Ssz(fork));
                _ = bodies.Count == hashes.Count || json.Fail($"has {bodies.Count} items for {hashes.Count} blocks");
                return bodies;
            },
            _deadlines.GetPayloadBodies,
            MaxLargeAnswer);

    /// <summary>`engine_getPayloadBodiesByRangeV1` and `V2`: at most as many bodies as asked for, cut at the head.</summary>
    public ValueTask<RpcResult<IReadOnlyList<PayloadBody?>>> GetPayloadBodiesByRange(int version, ulong start, int count, ForkName fork) =>
        count > MaxBodies ? TooMany<IReadOnlyList<PayloadBody?>>(count, MaxBodies) : Call(
            $"engine_getPayloadBodiesByRangeV{version}",
            writer =>
            {
                writer.WriteQuantityValue(start);
                writer.WriteQuantityValue((ulong)count);
            },
            (ref EngineJson json) => PayloadBody.ReadList(ref json, count, _spec.Ssz(fork)),
            _deadlines.GetPayloadBodies,
            MaxLargeAnswer);

    /// <summary>`engine_getInclusionListV1`: transactions for an inclusion list.</summary>
    public ValueTask<RpcResult<SszList<ByteList>>> FetchInclusionList() => Call<SszList<ByteList>>(
        EngineMethods.FetchInclusionList,
        static _ => { },
        static (ref EngineJson json) => json.BytesList(MaxTransactions),
        _deadlines.Others,
        MaxSmallAnswer);

    /// <summary>`engine_exchangeCapabilities`: what the execution layer speaks.</summary>
    public ValueTask<RpcResult<IReadOnlySet<string>>> ExchangeCapabilities() => Call<IReadOnlySet<string>>(
        EngineMethods.ExchangeCapabilities,
        static writer =>
        {
            writer.WriteStartArray();
            foreach (var method in EngineMethods.All)
            {
                writer.WriteStringValue(method);
            }

            writer.WriteEndArray();
        },
        static (ref EngineJson json) =>
        {
            var at = 0;
            var methods = new HashSet<string>(StringComparer.Ordinal);
            for (var more = json.Array(); more && json.Item(at, MaxMethods); at++)
            {
                methods.Add(json.Text());
            }

            return methods;
        },
        _deadlines.Others,
        MaxSmallAnswer);

    /// <summary>`engine_getClientVersionV1`: who the execution layer is, or which ones are behind it.</summary>
    public ValueTask<RpcResult<IReadOnlyList<ClientVersion>>> GetClientVersion(ClientVersion own) => Call(
        EngineMethods.GetClientVersion,
        own.Write,
        ClientVersion.ReadList,
        _deadlines.Others,
        MaxSmallAnswer);

    /// <summary>`eth_chainId`, which the port of the Engine API serves too: the chain of the execution layer.</summary>
    public ValueTask<RpcResult<ulong>> GetChainId() => Call(
        EngineMethods.ChainId, static _ => { }, static (ref EngineJson json) => json.Quantity(), _deadlines.Others, MaxSmallAnswer);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static ValueTask<RpcResult<T>> TooMany<T>(int count, int max) => ValueTask.FromResult<RpcResult<T>>(
        new RpcFailure(RpcFailureKind.NotAsked, $"{count} are more than the {max} that may be asked for at once"));

    private async ValueTask<RpcResult<T>> Call<T>(
        string method, Action<Utf8JsonWriter> parameters, Decode<T> decode, TimeSpan deadline, int bound)
    {
        var id = Interlocked.Increment(ref _lastId);
        var body = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writer.WriteNumber("id"u8, id);
            writer.WriteString("method"u8, method);
            writer.WriteStartArray("params"u8);
            parameters(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        using var reply = new PooledBytes();
        return await _channel.Post(body.WrittenMemory, reply, bound, deadline) is { } failure
            ? Named(method, failure)
            : Read(method, reply.Span, id, decode);
    }

    private static RpcResult<T> Read<T>(string method, ReadOnlySpan<byte> reply, long id, Decode<T> decode)
    {
        var envelope = RpcReply.Read(reply, id);
        if (envelope.Failure is { } failure)
        {
            return Named(method, failure);
        }

        var json = new EngineJson(envelope.Result);
        var value = decode(ref json);
        return json.Problem is { } problem
            ? Named(method, new RpcFailure(RpcFailureKind.BadResult, $"its answer is malformed: {problem}"))
            : new RpcResult<T>(value, null);
    }

    private static RpcFailure Named(string method, RpcFailure failure) => failure with { Message = $"{method}: {failure.Message}" };
}
