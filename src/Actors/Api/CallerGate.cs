using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Api;

/// <summary>
/// Answers 421 to who comes under a name that is not this machine's, and lets scripts of the pages that are listed read what is asked for
/// by GET and HEAD (CORS), without credentials.
/// </summary>
internal sealed class CallerGate(HttpCallers callers)
{
    /// <summary>Passes a request on, or refuses it.</summary>
    public Task Pass(HttpContext http, RequestDelegate next)
    {
        var host = http.Request.Host.Host;
        if (!callers.TakesHost(host))
        {
            return ApiResponse.Error(http, new ApiError(
                StatusCodes.Status421MisdirectedRequest,
                $"this is not '{ApiError.Shorten(host)}': its name has to be listed (consensoor.http.hosts)"));
        }

        if (http.Request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            http.Response.Headers.Vary = "Origin";
            if ((HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && callers.MayRead(origin, host))
            {
                http.Response.Headers.AccessControlAllowOrigin = origin;
                http.Response.Headers.AccessControlExposeHeaders = ApiResponse.VersionHeader;
            }
        }

        return next(http);
    }
}
