using Consensoor.Actors.Api;
using Consensoor.Actors.Api.Description;
using Microsoft.Net.Http.Headers;

namespace Consensoor.Actors.Page;

/// <summary>
/// Serves the page at / and its files at /page/{file}. Nothing but the page's own files runs or is shown in it, it asks this node and the
/// nodes it was given, and no other page may hold it (`Content-Security-Policy`).
/// </summary>
internal static class PageRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.Map(OwnOperations.Page, http => Answer(http, PageFiles.Index, api.Siblings));
        routes.Map(
            OwnOperations.PageFile, http => Answer(http, http.Request.RouteValues["file"]?.ToString() ?? "", api.Siblings));
    }

    private static async Task Answer(HttpContext http, string name, IReadOnlyList<int> siblings)
    {
        if (PageFiles.Find(name) is not { } file)
        {
            await ApiResponse.Error(http, ApiError.NotFound($"no file {ApiError.Shorten(name)} is part of the page"));
            return;
        }

        var nodes = PageNodes.Of(http.Request.Query["nodes"].FirstOrDefault(), http.Request.Host.Host, siblings);
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + $"connect-src {string.Join(' ', ["'self'", .. nodes])}; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        headers.ETag = file.ETag;
        var given = http.Request.GetTypedHeaders().IfNoneMatch;
        if (given.Any(tag => tag.Compare(new EntityTagHeaderValue(file.ETag), useStrongComparison: false) || tag.Tag == "*"))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = file.Bytes.Length;
        await http.Response.Body.WriteAsync(file.Bytes, http.RequestAborted);
    }
}
