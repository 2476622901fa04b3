namespace Consensoor.Actors.Api;

/// <summary>
/// Lets so many requests be answered at once; a further one is answered 503. Paths that have a bound of their own are not counted.
/// </summary>
internal sealed class RequestGate(int bound, Func<PathString, bool> isApart)
{
    private int _underWay;

    /// <summary>Answers a request, or refuses it.</summary>
    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        if (isApart(http.Request.Path))
        {
            await next(http);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _underWay) > bound)
            {
                await ApiResponse.Error(http, ApiError.Unavailable($"{bound} requests are being answered (http.requests)"));
                return;
            }

            await next(http);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
