using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Api;

/// <summary>
/// Answers 421 to who comes under a name that is not this machine's, and 403 to pages of elsewhere that ask for more than to read. Lets
/// scripts of the pages that are listed read what is asked for by GET and HEAD (CORS), without credentials.
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
            if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            {
                // A browser sends POST for any page, without asking first where its body has no type.
                if (!string.Equals(origin, $"{http.Request.Scheme}://{http.Request.Host}", StringComparison.OrdinalIgnoreCase))
                {
                    return ApiResponse.Error(
                        http, new ApiError(StatusCodes.Status403Forbidden, "a page of elsewhere may only read (GET, HEAD)"));
                }
            }
            else if (callers.MayRead(origin, host))
            {
                http.Response.Headers.AccessControlAllowOrigin = origin;
                http.Response.Headers.AccessControlExposeHeaders = ApiResponse.VersionHeader;
            }
        }

        return next(http);
    }
}
