namespace Consensoor.Actors.Api.Description;

/// <summary>Maps handlers by what is said of their operations, so that a server has the methods and paths of its document.</summary>
internal static class OperationRoutes
{
    /// <summary>Maps a handler, guarded, under the method and path of an operation.</summary>
    public static void Map(this IEndpointRouteBuilder routes, ApiOperation operation, Func<HttpContext, Task> handler) =>
        routes.MapMethods(operation.Path, [operation.Method], BeaconApi.Guarded(handler)).WithMetadata(operation);
}
