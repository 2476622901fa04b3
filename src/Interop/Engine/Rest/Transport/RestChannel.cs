using System.Net;
using System.Net.Http.Headers;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.JsonRpc.Transport;

namespace Consensoor.Interop.Engine.Rest.Transport;

/// <summary>
/// HTTP to the REST form of an execution layer: HTTP/2 with prior knowledge, HTTP/1.1 where that is not spoken, a token made for each
/// request, answers of a bounded length within a time. What the other side does or fails to do is a failure; nothing is thrown.
/// </summary>
internal sealed class RestChannel(Uri url, JwtSecret? secret, ClientVersion own, TimeProvider time) : IDisposable
{
    private const long Http11Required = 0xd;

    private readonly EngineHttp _http = new(url, secret, time);
    private readonly string _client = $"{own.Code}/{own.Version}";

    /// <summary>The version of HTTP that is spoken; set by who has found out.</summary>
    public System.Version HttpVersion { get; set; } = System.Net.HttpVersion.Version20;

    /// <summary>Counts the connections that were made: where it grows, another execution layer may have taken the place.</summary>
    public int Connections => _http.Connections;

    /// <summary>
    /// Sends a request and reads its answer into <paramref name="reply"/>, behind what it holds; null where that went well, else why not.
    /// </summary>
    public async ValueTask<RestFailure?> Send(RestRequest request, RestReply reply)
    {
        using var message = Message(request);
        var (failure, fault) = await _http.Exchange(message, request.Deadline, (response, stop) => Read(request, response, reply, stop));
        return fault switch
        {
            null => failure,
            { IsLate: true } => new RestFailure(RestFailureKind.TimedOut, fault.Message),
            { Cause: { } cause } when !IsAway(cause, isNegotiated: request.HttpVersion is null) =>
                new RestFailure(RestFailureKind.BadAnswer, fault.Message),
            _ => new RestFailure(RestFailureKind.Unreachable, fault.Message),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // A connection that breaks while it is used may come back; one that speaks something else does not.
    // Where the version is known to be spoken, a stream that is reset or a GOAWAY is HTTP/2 as it should be.
    private static bool IsAway(Exception e, bool isNegotiated) => (isNegotiated && IsReset(e)) || e is not HttpRequestException
    {
        HttpRequestError: HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError
            or HttpRequestError.ConfigurationLimitExceeded,
    };

    private static bool IsReset(Exception e) => e.InnerException is HttpProtocolException { ErrorCode: not Http11Required };

    private HttpRequestMessage Message(RestRequest request)
    {
        var message = new HttpRequestMessage(request.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(_http.Url, request.Path))
        {
            Version = request.HttpVersion ?? HttpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(RestRequest.Ssz);
        }

        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(request.Expects));
        message.Headers.TryAddWithoutValidation(RestHeaders.Client, _client);
        if (request.ForkHeader is { } fork)
        {
            message.Headers.Add(RestHeaders.Fork, fork);
        }

        return message;
    }

    private async ValueTask<RestFailure?> Read(
        RestRequest request, HttpResponseMessage response, RestReply reply, CancellationToken stop)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode == HttpStatusCode.NoContent && request.MayBeEmpty)
        {
            reply.IsEmpty = true;
            return null;
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            return !string.Equals(type, request.Expects, StringComparison.OrdinalIgnoreCase)
                    ? new RestFailure(RestFailureKind.BadAnswer, $"it answers with {Named(type)} where {request.Expects} is due")
                : await BoundedHttp.Read(response, reply.Body, request.Bound, stop) ? null
                : new RestFailure(
                    RestFailureKind.BadAnswer, $"its answer is longer than {request.Bound} bytes, which no answer of this method is");
        }

        using var refusal = new PooledBytes();
        await BoundedHttp.Read(response, refusal, BoundedHttp.RefusalBytes, stop);
        if (_http.Unauthorized(response, refusal.Span) is { } why)
        {
            return new RestFailure(RestFailureKind.Unauthorized, why);
        }

        // A 204, a redirect or another 2xx is no answer of these methods.
        return RestProblem.Read((int)response.StatusCode, type?.ToLowerInvariant(), refusal.Span);
    }

    private static string Named(string? type) => type is null ? "nothing" : RpcText.Clean(type);
}
