using System.Text;

namespace Consensoor.Actors.Api;

/// <summary>Serves /eth/v1/events: the topics a caller asks for as server-sent events.</summary>
internal static class EventRoutes
{
    /// <summary>Where streams are served; they have a bound of their own (`http.streams`).</summary>
    public const string Path = "/eth/v1/events";

    public static void Map(IEndpointRouteBuilder routes, ApiContext api) =>
        routes.MapGet(Path, BeaconApi.Guarded(http => Stream(http, api)));

    private static async Task Stream(HttpContext http, ApiContext api)
    {
        var topics = http.Request.Query["topics"]
            .SelectMany(static value => (value ?? "").Split(','))
            .Where(static topic => topic.Length > 0)
            .ToHashSet();
        var unknown = topics.FirstOrDefault(static topic => !EventTopics.All.Contains(topic));
        if (topics.Count == 0 || unknown is not null)
        {
            await ApiResponse.Error(
                http, ApiError.BadRequest(unknown is null ? "no topics" : $"invalid topic '{ApiError.Shorten(unknown)}'"));
            return;
        }

        if (HeadRequests.IsHead(http))
        {
            http.Response.ContentType = "text/event-stream";
            return;
        }

        using var subscription = api.Events.Subscribe(topics);
        if (subscription is null)
        {
            await ApiResponse.Error(http, ApiError.Unavailable("as many streams of events are open as may be (http.streams)"));
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await foreach (var item in subscription.Read(http.RequestAborted))
        {
            var text = item == EventHub.ServerEvent.Comment ? ":\n\n" : $"event: {item.Topic}\ndata: {item.Data}\n\n";
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
