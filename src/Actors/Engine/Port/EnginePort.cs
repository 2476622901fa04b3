using System.Buffers;
using System.Net;
using Consensoor.Actors.Api;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Consensoor.Actors.Engine.Port;

/// <summary>
/// The port of an Engine API: HTTP/1.1 and HTTP/2 without TLS, a bounded number of connections, requests and bytes. What is asked and
/// answered is another's.
/// </summary>
internal static class EnginePort
{
    // A consensus client has some few requests open; a body may be large.
    private const int MaxConnections = 64;
    private const int MaxRequests = 16;
    private const int WindowBytes = 4 * 1024 * 1024;
    private const int BytesPerSecond = 64 * 1024;

    // What is laid out for a body before its bytes are there, whatever it says of its length.
    private const int LeastBuffer = 256;
    private const int MostAtOnce = 1024 * 1024;

    /// <summary>Builds the port; it listens once it is started.</summary>
    public static WebApplication Build(IPEndPoint address, EngineServer server, TimeProvider time)
    {
        var limits = HttpLimits.From(NodeConfig.Reference.GetConfig("consensoor")) with
        {
            Connections = MaxConnections, BodyBytes = EngineServer.MaxRequestBytes, BytesPerSecond = BytesPerSecond,
        };
        var builder = OwnServer.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IConnectionListenerFactory, NowhereListener>();
        builder.WebHost.UseKestrel(kestrel =>
        {
            limits.Apply(kestrel);
            kestrel.Limits.Http2.MaxStreamsPerConnection = MaxRequests;
            kestrel.Limits.Http2.InitialStreamWindowSize = WindowBytes;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 2 * WindowBytes;
            ListenOnBoth(kestrel, address, limits.HeaderTimeout, time);
        });
        var app = builder.Build();
        var underWay = 0;
        app.Run(async http =>
        {
            try
            {
                if (Interlocked.Increment(ref underWay) > MaxRequests)
                {
                    http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    http.Response.Headers.RetryAfter = "1";
                    return;
                }

                await Write(http, await server.Answer(HeadOf(http.Request), bound => Read(http, bound), time.GetUtcNow()));
            }
            finally
            {
                Interlocked.Decrement(ref underWay);
            }
        });
        return app;
    }

    private static void ListenOnBoth(KestrelServerOptions kestrel, IPEndPoint address, TimeSpan patience, TimeProvider time)
    {
        ConnectionDelegate? http2 = null;
        kestrel.Listen(NowhereEndPoint.Instance, options =>
        {
            options.Protocols = HttpProtocols.Http2;
            options.Use(next => http2 = next);
        });
        kestrel.Listen(address, options =>
        {
            options.Protocols = HttpProtocols.Http1;
            options.Use(next => new PrefaceSwitch(next, () => http2!, patience, time).Serve);
        });
    }

    private static EngineHttpRequest HeadOf(HttpRequest request) => new(request.Method, request.Path.Value ?? "/")
    {
        Authorization = One(request.Headers.Authorization),
        Fork = One(request.Headers[RestHeaders.Fork]),
        ContentType = request.ContentType is { } type ? type.Split(';')[0].Trim().ToLowerInvariant() : null,
        Query = request.QueryString.Value?.TrimStart('?') ?? "",
    };

    private static string? One(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 1 ? values[0] : null;

    private static async ValueTask<ReadOnlyMemory<byte>?> Read(HttpContext http, int bound)
    {
        if (http.Request.ContentLength > bound)
        {
            return null;
        }

        try
        {
            var body = new ArrayBufferWriter<byte>((int)Math.Clamp(http.Request.ContentLength ?? 0, LeastBuffer, MostAtOnce));
            while (true)
            {
                var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
                if (body.WrittenCount + read.Buffer.Length > bound)
                {
                    http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                    return null;
                }

                foreach (var part in read.Buffer)
                {
                    body.Write(part.Span);
                }

                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return body.WrittenMemory;
                }
            }
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    private static async Task Write(HttpContext http, EngineHttpResponse answer)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        if (answer.ContentType is { } type)
        {
            response.ContentType = type;
        }

        if (answer.IsOnce)
        {
            response.Headers.CacheControl = "no-store";
        }

        if (!answer.Body.IsEmpty)
        {
            response.ContentLength = answer.Body.Length;
            await response.Body.WriteAsync(answer.Body, http.RequestAborted);
        }
    }
}
