using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Envelope = Consensoor.Interop.Engine.Rest.Containers.ExecutionPayloadEnvelope;

namespace Consensoor.Interop.Engine.Server.Rest;

/// <summary>
/// Answers the Engine API over REST and SSZ in one form: payloads, heads, builds and bodies of the forks that the chain has and the form
/// knows, blobs, capabilities and identity.
/// </summary>
internal sealed class RestServer(ServedLayer layer, RestForm form, ClientVersion own)
{
    /// <summary>MAX_REQUEST_BODY_SIZE.</summary>
    public const int MaxRequestBytes = 64 * 1024 * 1024;

    /// <summary>Below this lies the form with the fork in a header.</summary>
    public const string HeaderRoot = "/engine/v1/";

    /// <summary>Below this lies the form with the fork in the path.</summary>
    public const string PathRoot = "/engine/v2/";

    // Attributes with their withdrawals have some hundred bytes.
    private const int MaxForkchoiceBytes = 64 * 1024;

    /// <summary>Answers a request whose token is good.</summary>
    public async ValueTask<EngineHttpResponse> Answer(EngineHttpRequest request, Func<int, ValueTask<ReadOnlyMemory<byte>?>> body)
    {
        var path = request.Path[(form == RestForm.Header ? HeaderRoot : PathRoot).Length..];
        if (RestRoute.Find(form, path, request.Method, request.Fork) is not { } route
            || (route.Endpoint == RestEndpoint.BlobsV4 && !layer.HasCells))
        {
            return EngineHttpResponse.Of(RestProblem.MethodNotFound);
        }

        if (route.IsPost && request.ContentType != RestRequest.Ssz)
        {
            return EngineHttpResponse.Of(RestProblem.UnsupportedMediaType, $"a body is {RestRequest.Ssz}");
        }

        var fork = Served(route.Fork);
        if (route.IsForkScoped && fork is null)
        {
            return EngineHttpResponse.Of(
                RestProblem.UnsupportedFork, route.Fork is null ? "no fork is named" : "the fork is not known or not of this chain");
        }

        var bound = route.Endpoint switch
        {
            RestEndpoint.NewPayload => MaxRequestBytes,
            RestEndpoint.Forkchoice => MaxForkchoiceBytes,
            RestEndpoint.Bodies => RestBodies.MaxRequestBytes,
            RestEndpoint.BlobsV4 => RestBlobs.MaxCellRequestBytes,
            _ => RestBlobs.MaxRequestBytes,
        };
        if ((route.IsPost ? await body(bound) : ReadOnlyMemory<byte>.Empty) is not { } bytes)
        {
            return EngineHttpResponse.Of(RestProblem.RequestTooLarge, $"a body has at most {bound} bytes here");
        }

        var served = fork.GetValueOrDefault();
        var context = layer.Spec.Ssz(served);
        return route.Endpoint switch
        {
            RestEndpoint.Bodies => await RestBodies.Answer(
                layer, form, context, request.Query, route.IsPost ? bytes : (ReadOnlyMemory<byte>?)null),
            RestEndpoint.Capabilities => Json(WriteCapabilities),
            RestEndpoint.Identity => Json(WriteIdentity),
            RestEndpoint.NewPayload => await NewPayload(bytes, served, context),
            RestEndpoint.Forkchoice => await Forkchoice(bytes, served, context),
            RestEndpoint.GetPayload => await GetPayload(route.PayloadId, served, context),
            _ => await RestBlobs.Answer(layer, form, route.Endpoint, bytes),
        };
    }

    private ForkName? Served(string? name) => name is not null && RestForks.Of(name) is { } fork && layer.Has(fork) ? fork : null;

    private static EngineHttpResponse Ssz<T>(T container, SszContext context, bool isOnce = false)
        where T : ISszType<T> => new(200, RestRequest.Ssz, container.ToSsz(context)) { IsOnce = isOnce };

    private static EngineHttpResponse Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            write(writer);
        }

        return new EngineHttpResponse(200, RestRequest.Json, bytes.ToArray());
    }

    private async ValueTask<EngineHttpResponse> NewPayload(ReadOnlyMemory<byte> body, ForkName fork, SszContext context)
    {
        if (!Envelope.TryDecode(body.Span, context, out var envelope, out _))
        {
            return EngineHttpResponse.Of(RestProblem.SszDecodeError);
        }

        if (layer.ForkAt(envelope.Payload.Timestamp) != fork)
        {
            return EngineHttpResponse.Of(RestProblem.UnsupportedFork, "the payload is of another fork's time");
        }

        var requests = fork < ForkName.Electra ? null : ExecutionRequestsLists.GetExecutionRequests(envelope.ExecutionRequests, context);
        if (fork >= ForkName.Electra && requests is null)
        {
            return EngineHttpResponse.Of(RestProblem.InvalidBody, "execution_requests are none of the fork, or not in their order");
        }

        var result = await layer.NewPayload(
            ServedPayloads.WithOwnHashes(fork, envelope.Payload, envelope.ParentBeaconBlockRoot, requests));
        return result.Verdict == EngineVerdict.Unavailable
            ? EngineHttpResponse.Of(RestProblem.Internal, result.Error)
            : Ssz(RestAnswers.StatusOf(result.Verdict, result.LatestValidHash, result.Error), context);
    }

    private async ValueTask<EngineHttpResponse> Forkchoice(ReadOnlyMemory<byte> body, ForkName fork, SszContext context)
    {
        if (!ForkchoiceUpdate.TryDecode(body.Span, context, out var update, out _))
        {
            return EngineHttpResponse.Of(RestProblem.SszDecodeError);
        }

        var attributes = update.PayloadAttributes.Count > 0 ? RestAnswers.AttributesOf(update.PayloadAttributes[0], fork) : null;
        if (attributes is not null && layer.ForkAt(attributes.Timestamp) != fork)
        {
            return EngineHttpResponse.Of(RestProblem.UnsupportedFork, "the attributes are of another fork's time");
        }

        var state = update.ForkchoiceState;
        var result = await layer.ForkchoiceUpdated(new ForkchoiceUpdated(
            0, fork, state.HeadBlockHash, state.SafeBlockHash, state.FinalizedBlockHash, attributes));
        if (result.Verdict == EngineVerdict.Unavailable)
        {
            return EngineHttpResponse.Of(RestProblem.Internal, result.Error);
        }

        if (result is { Verdict: EngineVerdict.Valid, PayloadId: null, Error: { } problem } && attributes is not null)
        {
            return EngineHttpResponse.Of(RestProblem.InvalidAttributes, problem);
        }

        var valid = result.Verdict == EngineVerdict.Valid ? state.HeadBlockHash : result.LatestValidHash;
        return Ssz(
            new ForkchoiceUpdateResponse
            {
                PayloadStatus = RestAnswers.StatusOf(result.Verdict, valid, result.Error),
                PayloadId = result.PayloadId is { } id ? [id] : [],
            },
            context);
    }

    private async ValueTask<EngineHttpResponse> GetPayload(Bytes8? id, ForkName fork, SszContext context)
    {
        if (id is null)
        {
            return EngineHttpResponse.Of(RestProblem.InvalidRequest, "a payload id is 0x and 16 hex digits");
        }

        var built = await layer.GetPayload(new GetPayload(0, fork, id.Value));
        if (built.Payload is not { } payload)
        {
            return EngineHttpResponse.Of(RestProblem.UnknownPayload, built.Error);
        }

        return layer.ForkAt(payload.Timestamp) == fork
            ? Ssz(RestAnswers.BuiltOf(built, context), context, isOnce: true)
            : EngineHttpResponse.Of(RestProblem.UnsupportedFork, "the payload is of another fork's time");
    }

    private void WriteCapabilities(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("supported_forks"u8);
        foreach (var fork in RestForks.All.Where(layer.Has))
        {
            writer.WriteStringValue(RestForks.NameOf(fork));
        }

        writer.WriteEndArray();
        Names(writer, "fork_scoped_endpoints", ["payloads", "forkchoice", "bodies"]);
        writer.WriteStartObject("independently_versioned"u8);
        Names(writer, "blobs", form == RestForm.Header && layer.HasCells ? ["v1", "v2", "v3", "v4"] : ["v1", "v2", "v3"]);
        writer.WriteEndObject();
        Names(writer, "unscoped_endpoints", ["capabilities", "identity"]);
        writer.WriteStartObject("limits"u8);
        writer.WriteNumber("bodies.max_count"u8, RestLimits.Most.Bodies);
        writer.WriteNumber("blobs.max_versioned_hashes"u8, RestLimits.Most.Blobs);
        writer.WriteNumber("payload.max_bytes"u8, MaxRequestBytes);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter writer, string name, string[] values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private void WriteIdentity(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        own.Write(writer);
        writer.WriteEndArray();
    }
}
