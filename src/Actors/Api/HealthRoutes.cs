using Consensoor.Actors.Api.Description;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves /consensoor/v1/health/{startup,live,ready} for whoever runs the node in a container: 200, or 503 with the reason, by
/// <see cref="NodeProbe"/>.
/// </summary>
internal static class HealthRoutes
{
    private const string Root = "/consensoor/v1/health";

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.Map(OwnOperations.Startup, http => Answer(http, NodeHealth.Problem(api, NodeProbe.Startup)));
        routes.Map(OwnOperations.Live, http => Answer(http, NodeHealth.Problem(api, NodeProbe.Live)));
        routes.Map(OwnOperations.Ready, http => Answer(http, NodeHealth.Problem(api, NodeProbe.Ready)));
    }

    /// <summary>True for the paths of health, the standard's among them.</summary>
    public static bool IsHealth(PathString path) => path.StartsWithSegments(Root) || path == NodeRoutes.HealthPath;

    private static Task Answer(HttpContext http, string? problem) => problem is null
        ? ApiResponse.Data(http, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status", "ok");
            writer.WriteEndObject();
        })
        : ApiResponse.Error(http, ApiError.Unavailable(problem));
}
