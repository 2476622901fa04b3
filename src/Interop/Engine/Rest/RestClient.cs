using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using BuiltPayload = Consensoor.Interop.Engine.JsonRpc.Codec.BuiltPayload;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>
/// The methods of the Engine API over REST and SSZ, in either form, each in its time and with a bound of its answer. For many threads.
/// Nothing is thrown for what the other side does. A fork without a REST form is the caller's to keep away.
/// </summary>
internal sealed partial class RestClient(RestChannel channel, ChainSpec spec, EngineDeadlines deadlines) : IDisposable
{
    // What stands before a one-field container's list, and is left out where the form has the list bare.
    private static readonly byte[] ListOffset = [4, 0, 0, 0];

    private delegate T? Convert<in TContainer, out T>(TContainer container, out string? problem);

    /// <summary>Counts the connections that were made.</summary>
    public int Connections => channel.Connections;

    /// <summary>Has a payload executed; a body over the advertised limit is not sent.</summary>
    public ValueTask<RestResult<EnginePayloadStatus>> NewPayload(RestForm form, NewPayload request, RestLimits limits)
    {
        var context = spec.Ssz(request.Fork);
        var envelope = RestMapping.EnvelopeOf(request, context);
        var length = envelope.EncodedLength(context);
        return length > limits.PayloadBytes
            ? NotAsked<EnginePayloadStatus>($"the payload has {length} bytes, more than the {limits.PayloadBytes} that it takes")
            : Call<PayloadStatus, EnginePayloadStatus>(
                "newPayload",
                Request(form, request.Fork, "payloads", Encode(envelope, context)) with
                {
                    Bound = EngineClient.MaxSmallAnswer, Deadline = deadlines.NewPayloadOf(request.Fork),
                },
                context,
                static (PayloadStatus status, out string? problem) => RestMapping.StatusOf(status, isHead: false, out problem));
    }

    /// <summary>Tells a head, and begins a build where there are attributes.</summary>
    public ValueTask<RestResult<ForkchoiceResponse>> ForkchoiceUpdated(RestForm form, ForkchoiceUpdated request)
    {
        var context = spec.Ssz(request.Fork);
        return Call<ForkchoiceUpdateResponse, ForkchoiceResponse>(
            "forkchoiceUpdated",
            Request(form, request.Fork, "forkchoice", Encode(RestMapping.UpdateOf(request), context)) with
            {
                Bound = EngineClient.MaxSmallAnswer, Deadline = deadlines.ForkchoiceUpdated,
            },
            context,
            RestMapping.ResponseOf);
    }

    /// <summary>Fetches a payload that was begun.</summary>
    public ValueTask<RestResult<BuiltPayload>> GetPayload(RestForm form, GetPayload request)
    {
        var context = spec.Ssz(request.Fork);
        return Call<Containers.BuiltPayload, BuiltPayload>(
            "getPayload",
            Request(form, request.Fork, $"payloads/{request.PayloadId}", null) with
            {
                Bound = EngineClient.MaxLargeAnswer, Deadline = deadlines.GetPayload,
            },
            context,
            (Containers.BuiltPayload built, out string? problem) => RestMapping.BuiltOf(built, context, out problem));
    }

    /// <summary>Asks what is spoken, over a version of HTTP, which is kept to where it answers; in a time.</summary>
    public async ValueTask<RestResult<RestCapabilities>> Capabilities(RestForm form, System.Version http, TimeSpan deadline)
    {
        using var reply = new RestReply();
        if (await channel.Send(Unscoped(form, "capabilities", deadline) with { HttpVersion = http }, reply) is { } failure)
        {
            return Named("capabilities", failure);
        }

        channel.HttpVersion = http;
        return RestCapabilities.Read(reply.Body.Span, out var problem) is { } capabilities
            ? new RestResult<RestCapabilities>(capabilities, null)
            : Named("capabilities", new RestFailure(RestFailureKind.BadAnswer, problem!));
    }

    /// <summary>Asks who the execution layer is, or which ones are behind it.</summary>
    public async ValueTask<RestResult<IReadOnlyList<ClientVersion>>> Identity(RestForm form, TimeSpan deadline)
    {
        using var reply = new RestReply();
        return await channel.Send(Unscoped(form, "identity", deadline), reply) is { } failure
            ? Named("identity", failure)
            : ReadIdentity(reply.Body.Span);
    }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private static RestResult<IReadOnlyList<ClientVersion>> ReadIdentity(ReadOnlySpan<byte> body)
    {
        if (RestJson.Problem(body) is { } problem)
        {
            return Named("identity", new RestFailure(RestFailureKind.BadAnswer, problem));
        }

        var json = new EngineJson(body);
        var clients = ClientVersion.ReadList(ref json);
        return json.Problem is { } wrong
            ? Named("identity", new RestFailure(RestFailureKind.BadAnswer, $"its answer is malformed: {wrong}"))
            : new RestResult<IReadOnlyList<ClientVersion>>(clients, null);
    }

    private static ReadOnlyMemory<byte> Encode<T>(T container, SszContext context)
        where T : ISszType<T>
    {
        var bytes = GC.AllocateUninitializedArray<byte>(container.EncodedLength(context));
        container.Encode(bytes, context);
        return bytes;
    }

    private static RestRequest Request(RestForm form, ForkName fork, string path, ReadOnlyMemory<byte>? body)
    {
        var name = RestForks.NameOf(fork);
        return new RestRequest(
            form == RestForm.Header ? $"engine/v1/{path}" : $"engine/v2/{name}/{path}", form == RestForm.Header ? name : null, body)
        {
            Bound = 0, Deadline = default,
        };
    }

    private static RestRequest Unscoped(RestForm form, string path, TimeSpan deadline) =>
        new(form == RestForm.Header ? $"engine/v1/{path}" : $"engine/v2/{path}", null, null)
        {
            Expects = RestRequest.Json, Bound = EngineClient.MaxSmallAnswer, Deadline = deadline,
        };

    private static ValueTask<RestResult<T>> NotAsked<T>(string why) =>
        ValueTask.FromResult<RestResult<T>>(new RestFailure(RestFailureKind.NotAsked, why));

    private static RestFailure Named(string method, RestFailure failure) =>
        failure with { Message = $"engine_{method} over REST: {failure.Message}" };

    private async ValueTask<RestResult<T>> Call<TContainer, T>(
        string method, RestRequest request, SszContext context, Convert<TContainer, T> convert, bool isBare = false)
        where TContainer : ISszType<TContainer>
    {
        using var reply = new RestReply();
        if (isBare)
        {
            reply.Body.Append(ListOffset);
        }

        if (await channel.Send(request, reply) is { } failure)
        {
            return Named(method, failure);
        }

        if (reply.IsEmpty)
        {
            return default;
        }

        if (!TContainer.TryDecode(reply.Body.Span, context, out var container, out var error))
        {
            return Named(method, new RestFailure(RestFailureKind.BadAnswer, $"its answer is not the SSZ that is due: {error}"));
        }

        var value = convert(container, out var problem);
        return problem is null
            ? new RestResult<T>(value, null)
            : Named(method, new RestFailure(RestFailureKind.BadAnswer, $"its answer is malformed: {problem}"));
    }
}
