using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;

namespace Consensoor.Interop.Engine.JsonRpc.Transport;

/// <summary>
/// HTTP to an execution layer, whatever is said over it: pooled connections that are counted, a token made for each request, a time for
/// each exchange, bounded bodies. It follows no redirect, uses no proxy and keeps no cookies.
/// </summary>
internal sealed class EngineHttp : IDisposable
{
    /// <summary>What a page of refusal is read of.</summary>
    public const int RefusalBytes = 16 * 1024;

    private const int WindowBytes = 4 * 1024 * 1024;
    private const int MaxConnections = 8;
    private const int MaxHeaderKibibytes = 16;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly JwtSecret? _secret;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private int _connections;
    private int _isDisposed;

    /// <summary>Makes one that connects at the first exchange. Without a secret requests carry no token.</summary>
    public EngineHttp(Uri url, JwtSecret? secret, TimeProvider time)
    {
        (_url, _secret, _time) = (url, secret, time);
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

    /// <summary>The URL of the Engine API.</summary>
    public Uri Url => _url;

    /// <summary>Counts the connections that were made: where it grows, another execution layer may have taken the place.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>
    /// Sends a message and has its answer read, all within a time; else says why there is none. What the other side does or fails to do is
    /// a failure; nothing is thrown.
    /// </summary>
    public async ValueTask<(T? Answer, EngineHttpFault? Fault)> Exchange<T>(
        HttpRequestMessage message, TimeSpan deadline, Func<HttpResponseMessage, CancellationToken, ValueTask<T>> read)
    {
        using var late = new CancellationTokenSource(deadline, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _closed);
        try
        {
            if (_secret is not null)
            {
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", JwtToken.Create(_secret, _time.GetUtcNow()));
            }

            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return (await read(response, stop.Token), null);
        }
        catch (OperationCanceledException)
        {
            return (default, late.IsCancellationRequested
                ? new EngineHttpFault($"it did not answer within {deadline.TotalSeconds:0.###} s", IsLate: true)
                : new EngineHttpFault(
                    _closed.IsCancellationRequested ? "the node is stopping" : $"it cannot be reached at {Place}: no connection in time"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ObjectDisposedException)
        {
            return (default, new EngineHttpFault($"it cannot be reached at {Place}: {Why(e)}", Cause: e));
        }
    }

    /// <summary>Reads a body behind what is there already; false where it has more than <paramref name="bound"/> bytes.</summary>
    public static async ValueTask<bool> Read(HttpResponseMessage response, PooledBytes body, int bound, CancellationToken stop)
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

    /// <summary>What a body that is no answer says, for people: nothing where it is a page.</summary>
    public static string TextOf(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8).StartsWith("<"u8) ? "" : RpcText.Clean(body);

    /// <summary>Says why a token was refused; null for a status that is about something else.</summary>
    public string? Unauthorized(HttpResponseMessage response, ReadOnlySpan<byte> body) =>
        response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? AuthRefusal.Explain(response.StatusCode, _secret is not null, response.Headers.Date, _time.GetUtcNow(), TextOf(body))
            : null;

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

    // A failure to connect says the same each time, so that the log can tell a new cause from the old one.
    private static string Why(Exception e) => e switch
    {
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException http when http.HttpRequestError != HttpRequestError.Unknown => http.HttpRequestError.ToString(),
        _ => RpcText.Clean(System.Text.Encoding.UTF8.GetBytes(e.Message)),
    };
}
