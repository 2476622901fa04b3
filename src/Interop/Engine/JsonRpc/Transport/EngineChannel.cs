using System.Net;
using System.Net.Http.Headers;
using Consensoor.Interop.Engine.JsonRpc.Auth;

namespace Consensoor.Interop.Engine.JsonRpc.Transport;

/// <summary>
/// JSON-RPC's exchanges with an execution layer over HTTP: a body is posted, an answer of a bounded length comes within a time. What the
/// other side does or fails to do is a failure; nothing is thrown.
/// </summary>
internal sealed class EngineChannel(Uri url, JwtSecret? secret, TimeProvider time) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly EngineHttp _http = new(url, secret, time);

    /// <summary>Counts the connections that were made.</summary>
    public int Connections => _http.Connections;

    /// <summary>Posts a body and reads the answer into <paramref name="reply"/>; null where that went well, else why not.</summary>
    public async ValueTask<RpcFailure?> Post(ReadOnlyMemory<byte> body, PooledBytes reply, int bound, TimeSpan deadline)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _http.Url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = Json;
        var (failure, fault) = await _http.Exchange(request, deadline, (response, stop) => Read(response, reply, bound, stop));
        return fault is null ? failure : new RpcFailure(fault.IsLate ? RpcFailureKind.TimedOut : RpcFailureKind.Unreachable, fault.Message);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<RpcFailure?> Read(HttpResponseMessage response, PooledBytes reply, int bound, CancellationToken stop)
    {
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return await BoundedHttp.Read(response, reply, bound, stop)
                ? null
                : new RpcFailure(
                    RpcFailureKind.TooLarge, $"its answer is longer than {bound} bytes, which no answer of this method is");
        }

        await BoundedHttp.Read(response, reply, BoundedHttp.RefusalBytes, stop);
        if (_http.Unauthorized(response, reply.Span) is { } why)
        {
            return new RpcFailure(RpcFailureKind.Unauthorized, why);
        }

        var text = BoundedHttp.TextOf(reply.Span);
        var said = text.Length == 0 ? "" : $": {text}";
        return new RpcFailure(RpcFailureKind.HttpStatus, $"it answers with HTTP status {(int)response.StatusCode}{said}");
    }
}
