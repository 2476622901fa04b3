using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Consensoor.Interop.Engine.JsonRpc.Transport;

namespace Consensoor.Interop.Keys.Remote;

/// <summary>
/// HTTP to a signer elsewhere: pooled connections, answers of a bounded length within a time. It follows no redirect, uses no proxy and
/// keeps no cookies. What the other side does or fails to do is a failure; nothing is thrown.
/// </summary>
internal sealed class RemoteSignerHttp : IDisposable
{
    private const int MaxHeaderKibibytes = 16;
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(90);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeWithQualityHeaderValue AcceptJson = new("application/json");

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;

    /// <summary>Makes a channel to a URL that ends in a slash; it connects at the first request.</summary>
    public RemoteSignerHttp(Uri url, TimeSpan deadline, int connections, TimeProvider time)
    {
        (_url, _deadline, _time) = (url, deadline, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = deadline,
            MaxConnectionsPerServer = connections,
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

    /// <summary>
    /// Sends a request (a body, or none for GET) to a path below the URL and reads the answer into <paramref name="reply"/>; null where
    /// that went well, else why not. What cannot be reached is tried once more, within the same time.
    /// </summary>
    public async Task<RemoteFailure?> Send(string path, ReadOnlyMemory<byte>? body, PooledBytes reply, int bound)
    {
        using var late = new CancellationTokenSource(_deadline, _time);
        var failure = await Try(path, body, reply, bound, late.Token);
        return failure is { Kind: RemoteFailureKind.Unreachable } ? await Try(path, body, reply, bound, late.Token) : failure;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<RemoteFailure?> Try(
        string path, ReadOnlyMemory<byte>? body, PooledBytes reply, int bound, CancellationToken late)
    {
        try
        {
            reply.Dispose();
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(_url, path));
            request.Headers.Accept.Add(AcceptJson);
            if (body is { } content)
            {
                request.Content = new ReadOnlyMemoryContent(content);
                request.Content.Headers.ContentType = Json;
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await BoundedHttp.Read(response, reply, bound, late)
                    ? null
                    : new RemoteFailure(RemoteFailureKind.TooLarge, $"the signer's answer is longer than {bound} bytes");
            }

            await BoundedHttp.Read(response, reply, BoundedHttp.RefusalBytes, late);
            return Refusal(response.StatusCode, reply.Span);
        }
        catch (OperationCanceledException)
        {
            return late.IsCancellationRequested
                ? new RemoteFailure(RemoteFailureKind.TimedOut, $"the signer did not answer within {_deadline.TotalSeconds:0.###} s")
                : new RemoteFailure(RemoteFailureKind.Unreachable, $"the signer cannot be reached at {Place}: no connection in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ObjectDisposedException)
        {
            return new RemoteFailure(RemoteFailureKind.Unreachable, $"the signer cannot be reached at {Place}: {BoundedHttp.Why(e)}");
        }
    }

    private string Place => BoundedHttp.PlaceOf(_url);

    private static RemoteFailure Refusal(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        var text = BoundedHttp.TextOf(body);
        var said = text.Length == 0 ? "" : $": {text}";
        var code = (int)status;
        return status switch
        {
            HttpStatusCode.NotFound => new(RemoteFailureKind.UnknownKey, $"the signer does not have the key (404){said}"),
            HttpStatusCode.PreconditionFailed =>
                new(RemoteFailureKind.Slashable, $"the signer's own slashing protection refuses the message (412){said}"),
            HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new(RemoteFailureKind.NotTaken, $"the signer does not take the request ({code}){said}"),
            >= HttpStatusCode.InternalServerError => new(RemoteFailureKind.Failed, $"the signer failed ({code}){said}"),
            _ => new(RemoteFailureKind.HttpStatus, $"the signer answers with HTTP status {code}{said}"),
        };
    }
}
