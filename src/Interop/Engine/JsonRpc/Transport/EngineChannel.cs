using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;

namespace Consensoor.Interop.Engine.JsonRpc.Transport;

/// <summary>
/// HTTP to an execution layer: pooled connections, a token made for each request, answers of a bounded length within a time. It follows no
/// redirect, uses no proxy and keeps no cookies. What the other side does or fails to do is a failure; nothing is thrown.
/// </summary>
internal sealed class EngineChannel : IDisposable
{
    // What a page of refusal is read of.
    private const int RefusalBytes = 16 * 1024;
    private const int MaxConnections = 8;
    private const int MaxHeaderKibibytes = 16;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(90);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly JwtSecret? _secret;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private int _connections;
    private int _isDisposed;

    /// <summary>Makes a channel; it connects at the first request. Without a secret requests carry no token.</summary>
    public EngineChannel(Uri url, JwtSecret? secret, TimeProvider time)
    {
        (_url, _secret, _time) = (url, secret, time);
        _closed = _closing.Token;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = (to, stop) => EngineSockets.Connect(to, () => Interlocked.Increment(ref _connections), stop),
            ConnectTimeout = ConnectTimeout,
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

    /// <summary>Counts the connections that were made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Posts a body and reads the answer into <paramref name="reply"/>; null where that went well, else why not.</summary>
    public async ValueTask<RpcFailure?> Post(ReadOnlyMemory<byte> body, PooledBytes reply, int bound, TimeSpan deadline)
    {
        using var late = new CancellationTokenSource(deadline, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _closed);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = Json;
            if (_secret is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", JwtToken.Create(_secret, _time.GetUtcNow()));
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await Read(response, reply, bound, stop.Token) ? null : TooLarge(bound);
            }

            await Read(response, reply, RefusalBytes, stop.Token);
            return Refusal(response, reply.Span);
        }
        catch (OperationCanceledException)
        {
            return late.IsCancellationRequested
                ? new RpcFailure(RpcFailureKind.TimedOut, $"it did not answer within {deadline.TotalSeconds:0.###} s")
                : _closed.IsCancellationRequested ? new RpcFailure(RpcFailureKind.Unreachable, "the node is stopping")
                : new RpcFailure(RpcFailureKind.Unreachable, $"it cannot be reached at {Place}: no connection in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ObjectDisposedException)
        {
            return new RpcFailure(RpcFailureKind.Unreachable, $"it cannot be reached at {Place}: {Why(e)}");
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

    private static RpcFailure TooLarge(int bound) =>
        new(RpcFailureKind.TooLarge, $"its answer is longer than {bound} bytes, which no answer of this method is");

    private static async ValueTask<bool> Read(HttpResponseMessage response, PooledBytes reply, int bound, CancellationToken stop)
    {
        if (response.Content.Headers.ContentLength > bound)
        {
            return false;
        }

        using var stream = await response.Content.ReadAsStreamAsync(stop);
        while (true)
        {
            var room = reply.Room(bound + 1);
            if (room.IsEmpty)
            {
                return false;
            }

            var read = await stream.ReadAsync(room, stop);
            if (read == 0)
            {
                return true;
            }

            reply.Advance(read);
        }
    }

    // A failure to connect says the same each time, so that the log can tell a new cause from the old one.
    private static string Why(Exception e) => e switch
    {
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException http when http.HttpRequestError != HttpRequestError.Unknown => http.HttpRequestError.ToString(),
        _ => RpcText.Clean(System.Text.Encoding.UTF8.GetBytes(e.Message)),
    };

    private RpcFailure Refusal(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var isHtml = body.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
        var text = isHtml ? "" : RpcText.Clean(body);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            var why = AuthRefusal.Explain(response.StatusCode, _secret is not null, response.Headers.Date, _time.GetUtcNow(), text);
            return new RpcFailure(RpcFailureKind.Unauthorized, why);
        }

        var said = text.Length == 0 ? "" : $": {text}";
        return new RpcFailure(RpcFailureKind.HttpStatus, $"it answers with HTTP status {(int)response.StatusCode}{said}");
    }
}
