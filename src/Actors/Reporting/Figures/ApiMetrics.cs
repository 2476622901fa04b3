using Microsoft.AspNetCore.Routing;
using Prometheus;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>
/// The metrics of a node's HTTP API: each request under the pattern of its route (`/eth/v1/beacon/headers/{block_id}`), never under the
/// path that a caller chose; what has no route is `none`, and a method that is not HTTP's own is `OTHER`.
/// </summary>
internal sealed class ApiMetrics(string node)
{
    private static readonly Counter Requests = Metrics.CreateCounter(
        "consensoor_beacon_api_requests_total", "Requests of the Beacon API, by route and method", "node", "endpoint", "method");
    private static readonly Gauge All = Metrics.CreateGauge("beacon_http_api_requests_total", "Requests of the HTTP API", "node");
    private static readonly Gauge Good =
        Metrics.CreateGauge("beacon_http_api_successes_total", "Requests of the HTTP API with a status below 400", "node");
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"];

    /// <summary>Answers a request, and counts it when it is answered.</summary>
    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        var method = Array.Find(Methods, http.Request.Method.Equals) ?? "OTHER";
        try
        {
            await next(http);
        }
        finally
        {
            var pattern = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            Requests.WithLabels(node, pattern is null or "{*path}" ? "none" : pattern, method).Inc();
            All.WithLabels(node).Inc();
            Good.WithLabels(node).Inc(http.Response.StatusCode < StatusCodes.Status400BadRequest ? 1 : 0);
        }
    }
}
