namespace Consensoor.Actors.Api;

/// <summary>Answers HEAD as GET would be answered, without the body.</summary>
internal static class HeadRequests
{
    private static readonly object Mark = new();

    /// <summary>True where a request, which its handler takes for GET, was made for its headers alone.</summary>
    public static bool IsHead(HttpContext http) => http.Items.ContainsKey(Mark);

    /// <summary>Passes a request on.</summary>
    public static async Task Answer(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        var body = http.Response.Body;
        http.Items[Mark] = true;
        http.Request.Method = HttpMethods.Get;
        http.Response.Body = Stream.Null;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = body;
            http.Request.Method = HttpMethods.Head;
        }
    }
}
