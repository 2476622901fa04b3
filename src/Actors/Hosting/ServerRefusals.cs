using System.IO.Pipelines;
using System.Text;
using Consensoor.Actors.Api;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Gives the standard error body to what the server refuses by itself, before there is a request: a head that is malformed (400), too long
/// in its first line (414) or as a whole (431), or comes too slowly (408), and a version that is not spoken (505).
/// </summary>
internal static class ServerRefusals
{
    private static readonly object UnderWay = new();

    /// <summary>Looks at what a listener's connections send.</summary>
    public static void Use(ListenOptions listener) => listener.Use(next => async connection =>
    {
        var transport = connection.Transport;
        var writer = new RefusalWriter(transport.Output, () => !connection.Items.ContainsKey(UnderWay));
        connection.Transport = new Duplex(transport.Input, writer);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    });

    /// <summary>Marks a request that has come to its handlers, whose answers are left as they are until their last byte is out.</summary>
    public static Task Pass(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IConnectionItemsFeature>()?.Items is { } items)
        {
            // The server writes the head of an answer without a body after its handler has returned.
            items[UnderWay] = true;
            http.Response.OnCompleted(() =>
            {
                items.Remove(UnderWay);
                return Task.CompletedTask;
            });
        }

        return next(http);
    }

    /// <summary>
    /// The refusal with a body, where bytes are one of the server's: a whole head with status 4xx or 5xx, no body, and the end of the
    /// connection. Null for anything else.
    /// </summary>
    public static byte[]? WithBody(ReadOnlySpan<byte> head)
    {
        const string empty = "\r\nContent-Length: 0\r\n";
        if (head.Length is < 16 or > 1024 || !head.StartsWith("HTTP/1.1 "u8) || head[9] is not ((byte)'4' or (byte)'5'))
        {
            return null;
        }

        var text = Encoding.Latin1.GetString(head);
        if (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal)
            || text.IndexOf("\r\n\r\n", StringComparison.Ordinal) != text.Length - 4
            || !text.Contains(empty, StringComparison.Ordinal)
            || !text.Contains("\r\nConnection: close\r\n", StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(9, 3), out var code))
        {
            return null;
        }

        var reason = text[13..text.IndexOf('\r', StringComparison.Ordinal)];
        var body = $$"""{"code":{{code}},"message":"the server does not take the request: {{reason}}"}""";
        var length = $"\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nContent-Type: {ApiResponse.Json}\r\n";
        return Encoding.UTF8.GetBytes(text.Replace(empty, length, StringComparison.Ordinal) + body);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
