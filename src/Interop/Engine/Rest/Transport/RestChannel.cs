using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.JsonRpc.Transport;

namespace Consensoor.Interop.Engine.Rest.Transport;

/// <summary>
/// HTTP to the REST form of an execution layer: HTTP/2 with prior knowledge, HTTP/1.1 where that is not spoken, a token made for each
/// request, answers of a bounded length within a time. What the other side does or fails to do is a failure; nothing is thrown.
/// </summary>
internal sealed class RestChannel : IDisposable
{
    private const int RefusalBytes = 16 * 1024;
    private const int MaxConnections = 8;
    private const int MaxHeaderKibibytes = 16;
    private const int WindowBytes = 4 * 1024 * 1024;
    private const long Http11Required = 0xd;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly string _client;
    private readonly JwtSecret? _secret;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private int _connections;
    private int _isDisposed;

    /// <summary>Makes a channel; it connects at the first request, and says with each which client it is.</summary>
    public RestChannel(Uri url, JwtSecret? secret, ClientVersion own, TimeProvider time)
    {
        (_url, _secret, _time) = (url, secret, time);
        _client = $"{own.Code}/{own.Version}";
        _closed = _closing.Token;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = (to, stop) => EngineSockets.Connect(to, () => Interlocked.Increment(ref _connections), stop),
            ConnectTimeout = ConnectTimeout,
            InitialHttp2StreamWindowSize = WindowBytes,
            MaxConnectionsPerServer = MaxConnections,
            MaxResponseHeadersLength = MaxHeaderKibibytes,
            MaxResponseDrainSize = RefusalBytes,
            PooledConnectionIdleTimeout = IdleTimeout,
            UseCookies = false,
            UseProxy = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The version of HTTP that is spoken; set by who has found out.</summary>
    public System.Version HttpVersion { get; set; } = System.Net.HttpVersion.Version20;

    /// <summary>Counts the connections that were made: where it grows, another execution layer may have taken the place.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>
    /// Sends a request and reads its answer into <paramref name="reply"/>, behind what it holds; null where that went well, else why not.
    /// </summary>
    public async ValueTask<RestFailure?> Send(RestRequest request, RestReply reply)
    {
        using var late = new CancellationTokenSource(request.Deadline, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _closed);
        try
        {
            using var message = Message(request);
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return await Read(request, response, reply, stop.Token);
        }
        catch (OperationCanceledException)
        {
            return late.IsCancellationRequested
                ? new RestFailure(RestFailureKind.TimedOut, $"it did not answer within {request.Deadline.TotalSeconds:0.###} s")
                : _closed.IsCancellationRequested ? new RestFailure(RestFailureKind.Unreachable, "the node is stopping")
                : new RestFailure(RestFailureKind.Unreachable, $"it cannot be reached at {Place}: no connection in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ObjectDisposedException)
        {
            var isAway = IsAway(e, isNegotiated: request.HttpVersion is null);
            return new RestFailure(
                isAway ? RestFailureKind.Unreachable : RestFailureKind.BadAnswer, $"it cannot be reached at {Place}: {Why(e)}");
        }
    }

    /// <summary>Lets what is under way fail, and closes the connections.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _closing.Cancel();
            _http.Dispose();
            _closing.Dispose();
        }
    }

    // The URL without what might be a password.
    private string Place => _url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    // A connection that breaks while it is used may come back; one that speaks something else does not.
    // Where the version is known to be spoken, a stream that is reset or a GOAWAY is HTTP/2 as it should be.
    private static bool IsAway(Exception e, bool isNegotiated) => (isNegotiated && IsReset(e)) || e is not HttpRequestException
    {
        HttpRequestError: HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError
            or HttpRequestError.ConfigurationLimitExceeded,
    };

    private static bool IsReset(Exception e) => e.InnerException is HttpProtocolException { ErrorCode: not Http11Required };

    private static string Why(Exception e) => e switch
    {
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException http when http.HttpRequestError != HttpRequestError.Unknown => http.HttpRequestError.ToString(),
        _ => RpcText.Clean(System.Text.Encoding.UTF8.GetBytes(e.Message)),
    };

    private static async ValueTask<bool> ReadBody(HttpResponseMessage response, PooledBytes body, int bound, CancellationToken stop)
    {
        if (response.Content.Headers.ContentLength > bound)
        {
            return false;
        }

        var most = body.Length + bound + 1;
        using var stream = await response.Content.ReadAsStreamAsync(stop);
        while (true)
        {
            var room = body.Room(most);
            if (room.IsEmpty)
            {
                return false;
            }

            var read = await stream.ReadAsync(room, stop);
            if (read == 0)
            {
                return true;
            }

            body.Advance(read);
        }
    }

    private HttpRequestMessage Message(RestRequest request)
    {
        var message = new HttpRequestMessage(request.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(_url, request.Path))
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

        if (_secret is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", JwtToken.Create(_secret, _time.GetUtcNow()));
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
                : await ReadBody(response, reply.Body, request.Bound, stop) ? null
                : new RestFailure(
                    RestFailureKind.BadAnswer, $"its answer is longer than {request.Bound} bytes, which no answer of this method is");
        }

        using var refusal = new PooledBytes();
        await ReadBody(response, refusal, RefusalBytes, stop);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            var said = refusal.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8) ? "" : RpcText.Clean(refusal.Span);
            var why = AuthRefusal.Explain(response.StatusCode, _secret is not null, response.Headers.Date, _time.GetUtcNow(), said);
            return new RestFailure(RestFailureKind.Unauthorized, why);
        }

        // A 204, a redirect or another 2xx is no answer of these methods.
        return RestProblem.Read((int)response.StatusCode, type?.ToLowerInvariant(), refusal.Span);
    }

    private static string Named(string? type) => type is null ? "nothing" : RpcText.Clean(System.Text.Encoding.UTF8.GetBytes(type));
}
