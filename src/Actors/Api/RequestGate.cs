using Consensoor.Actors.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Consensoor.Actors.Api;

/// <summary>
/// Lets so many requests be answered at once, and so many bytes of bodies be held for them; a further one is answered 503. Paths that have
/// a bound of their own are not counted.
/// </summary>
internal sealed class RequestGate(HttpLimits limits, Func<PathString, bool> isApart)
{
    private int _underWay;
    private long _bodies;

    /// <summary>Answers a request, or refuses it.</summary>
    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        if (isApart(http.Request.Path))
        {
            await next(http);
            return;
        }

        // A body of unknown length may have any; one that is too long is refused by the server.
        var body = CanHaveBody(http) ? Math.Min(http.Request.ContentLength ?? limits.BodyBytes, limits.BodyBytes) : 0;
        try
        {
            if (Interlocked.Increment(ref _underWay) > limits.Requests)
            {
                await ApiResponse.Error(http, ApiError.Unavailable($"{limits.Requests} requests are being answered (http.requests)"));
                return;
            }

            if (Interlocked.Add(ref _bodies, body) > limits.BodiesBytes)
            {
                await ApiResponse.Error(
                    http, ApiError.Unavailable($"{limits.BodiesBytes} bytes of bodies are being read (http.bodies-bytes)"));
                return;
            }

            await next(http);
        }
        finally
        {
            Interlocked.Add(ref _bodies, -body);
            Interlocked.Decrement(ref _underWay);
        }
    }

    // Nobody reads one of GET or HEAD.
    private static bool CanHaveBody(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)
        && http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };
}
