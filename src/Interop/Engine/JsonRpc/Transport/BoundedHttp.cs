using System.Net.Sockets;
using Consensoor.Interop.Engine.JsonRpc.Codec;

namespace Consensoor.Interop.Engine.JsonRpc.Transport;

/// <summary>
/// What exchanges with an execution layer, a signer and a builder have in common: bounded bodies, and words for what failed.
/// </summary>
internal static class BoundedHttp
{
    /// <summary>What a page of refusal is read of, in bytes.</summary>
    public const int RefusalBytes = 16 * 1024;

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

    /// <summary>A URL without what might be a password.</summary>
    public static string PlaceOf(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Why nothing came; a failure to connect says the same each time, so that a log can tell a new cause.</summary>
    public static string Why(Exception e) => e switch
    {
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException http when http.HttpRequestError != HttpRequestError.Unknown => http.HttpRequestError.ToString(),
        _ => RpcText.Clean(e.Message),
    };
}
