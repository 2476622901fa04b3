using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Consensoor.Interop.Texts;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// The one way to speak HTTP to beacon nodes: each exchange is bounded in bytes, time and redirects, follows, unpacks and remembers nothing
/// by itself, and tells no password. What comes to no answer is a refusal with its kind; nothing but a cancellation of the caller's own is
/// thrown. It holds no state of the nodes, and may be used by any thread.
/// </summary>
public sealed class BeaconHttp : IDisposable
{
    private const int Chunk = 1 << 16;

    private readonly HttpMessageInvoker _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _connect;

    /// <summary>
    /// A client whose times are told by a clock, which gives a connection so long; over a handler that is disposed of with it, where one is
    /// given.
    /// </summary>
    public BeaconHttp(TimeProvider time, TimeSpan connect, HttpMessageHandler? handler = null)
    {
        (_time, _connect) = (time, connect);
        _client = new HttpMessageInvoker(handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = connect,
            MaxResponseHeadersLength = 64,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        });
    }

    /// <summary>Sends a request once, and reads what is answered.</summary>
    public async Task<BeaconReply> Send(
        BeaconServer server, BeaconRequest request, BeaconBounds bounds, CancellationToken cancellation = default)
    {
        using var late = new CancellationTokenSource(bounds.Answer, _time);
        using var silent = bounds.Silence is { } most ? new CancellationTokenSource(most, _time) : null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, silent?.Token ?? default, cancellation);
        var exchange = new Exchange(server, request, bounds, stop.Token, () => silent?.CancelAfter(bounds.Silence!.Value));
        try
        {
            return await Follow(exchange);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !stop.IsCancellationRequested)
        {
            return BeaconReply.Refused(BeaconProblem.Unreachable, $"no connection within {Shown(_connect)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return late.IsCancellationRequested || silent is null
                ? BeaconReply.Refused(BeaconProblem.TooSlow, $"has not answered within {Shown(bounds.Answer)}")
                : BeaconReply.Refused(BeaconProblem.TooSlow, $"sends nothing within {Shown(bounds.Silence!.Value)}");
        }
        catch (Exception e) when (e is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
            or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded })
        {
            return BeaconReply.Refused(BeaconProblem.Truncated, "the answer ends before its end");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException or InvalidOperationException)
        {
            return BeaconReply.Refused(BeaconProblem.Unreachable, SafeText.Shown((e.InnerException ?? e).Message));
        }
    }

    /// <summary>
    /// Asks what time a server says it is, whatever else it answers, so long; null where it does not say.
    /// </summary>
    public async Task<DateTimeOffset?> Date(BeaconServer server, TimeSpan longest, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(longest, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, server.Bare);
            using var response = await _client.SendAsync(request, stop.Token);
            return response.Headers.Date;
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<BeaconReply> Follow(Exchange exchange)
    {
        var (server, request) = (exchange.Server, exchange.Request);
        var uri = new Uri(server.Bare, request.Path);
        for (var step = 0; ; step++)
        {
            using var message = Message(exchange, uri);
            using var response = await _client.SendAsync(message, exchange.Stop);
            exchange.Heard();
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return await Read(response, exchange);
            }

            if (request.Body is not null || exchange.Bounds.Redirects == 0 || response.Headers.Location is not { } location
                || !Uri.TryCreate(uri, location, out var next) || next.Scheme is not ("http" or "https")
                || (uri.Scheme == "https" && next.Scheme == "http"))
            {
                var where = SafeText.Shown(response.Headers.Location?.ToString() ?? "nowhere");
                return BeaconReply.Refused(BeaconProblem.Redirect, $"the server sends to {where}, where nobody follows");
            }

            if (step == exchange.Bounds.Redirects)
            {
                return BeaconReply.Refused(
                    BeaconProblem.Redirect, $"the server sends elsewhere more than {exchange.Bounds.Redirects} times");
            }

            uri = BeaconServer.Without(next);
        }
    }

    private static HttpRequestMessage Message(Exchange exchange, Uri uri)
    {
        var request = exchange.Request;
        var message = new HttpRequestMessage(request.Method, uri);
        message.Headers.Accept.ParseAdd(request.Accept);
        message.Headers.UserAgent.ParseAdd("consensoor-actors");
        message.Headers.Authorization = exchange.Server.Is(uri) ? exchange.Server.Password : null;
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.Add(name, value);
        }

        message.Content = request.Body is not { } body ? null : new ReadOnlyMemoryContent(body)
        {
            Headers = { ContentType = new MediaTypeHeaderValue(BeaconRequest.Json) },
        };
        return message;
    }

    private static async Task<BeaconReply> Read(HttpResponseMessage response, Exchange exchange)
    {
        var headers = response.Headers;
        string? Header(string name) => headers.TryGetValues(name, out var values) && values.ToArray() is [var value] ? value : null;
        if (!response.IsSuccessStatusCode)
        {
            // What is too long of a refusal is not read: its first words say it.
            var (beginning, _) = await Body(response, exchange, exchange.Bounds.MostOfRefusal);
            return new BeaconReply(response.StatusCode, Header, beginning, null);
        }

        if (exchange.Request.Judge(response) is { } refusal)
        {
            return new BeaconReply(response.StatusCode, Header, [], refusal);
        }

        if (!exchange.Request.ReadsBody)
        {
            return new BeaconReply(response.StatusCode, Header, [], null);
        }

        var (most, length) = (exchange.Bounds.MostBytes, response.Content.Headers.ContentLength);
        if (length > most)
        {
            return BeaconReply.Refused(BeaconProblem.TooLong, $"{length} bytes, at most {most} are read");
        }

        var (body, isWhole) = await Body(response, exchange, most);
        return !isWhole ? BeaconReply.Refused(BeaconProblem.TooLong, $"more than {most} bytes")
            : body.Length < length ? BeaconReply.Refused(BeaconProblem.Truncated, $"{body.Length} of {length} bytes came")
            : new BeaconReply(response.StatusCode, Header, body, null);
    }

    // So many bytes of a body, and whether that is all of it.
    private static async Task<(byte[] Bytes, bool IsWhole)> Body(HttpResponseMessage response, Exchange exchange, long most)
    {
        using var stream = await response.Content.ReadAsStreamAsync(exchange.Stop);
        using var body = new MemoryStream();
        var buffer = new byte[Chunk];
        for (int read; (read = await stream.ReadAsync(buffer, exchange.Stop)) > 0;)
        {
            exchange.Heard();
            var room = (int)Math.Min(read, most - body.Length);
            body.Write(buffer, 0, room);
            if (room < read)
            {
                return (body.ToArray(), false);
            }
        }

        return (body.ToArray(), true);
    }

    private static string Shown(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";

    private sealed record Exchange(
        BeaconServer Server, BeaconRequest Request, BeaconBounds Bounds, CancellationToken Stop, Action Heard);
}
