using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Consensoor.Interop.Engine.JsonRpc.Auth;

namespace Consensoor.Interop.Engine.JsonRpc.Transport;

/// <summary>
/// HTTP to an execution layer, whatever is said over it: pooled connections that are counted, a token made for each request, a time for
/// each exchange, bounded bodies. It follows no redirect, uses no proxy and keeps no cookies.
/// </summary>
internal sealed class EngineHttp : IDisposable
{
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
            MaxResponseDrainSize = BoundedHttp.RefusalBytes,
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
            return (default, new EngineHttpFault($"it cannot be reached at {Place}: {BoundedHttp.Why(e)}", Cause: e));
        }
    }

    /// <summary>Says why a token was refused; null for a status that is about something else.</summary>
    public string? Unauthorized(HttpResponseMessage response, ReadOnlySpan<byte> body) =>
        response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? AuthRefusal.Explain(
                response.StatusCode, _secret is not null, response.Headers.Date, _time.GetUtcNow(), BoundedHttp.TextOf(body))
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

    private string Place => BoundedHttp.PlaceOf(_url);
}
