using Akka.Actor;
using Consensoor.Actors.Api.Description;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Page;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Api;

/// <summary>The routes of the Beacon API this node serves, and what happens to everything else.</summary>
public static class BeaconApi
{
    /// <summary>Adds the routes to a server; everything else answers 404, 405 or 410.</summary>
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        MapServed(routes, api);
        SyncRoutes.Map(routes, api);
        HealthRoutes.Map(routes, api);
        ProposalRoutes.Map(routes, api);
        DutyWhyRoutes.Map(routes, api);
        BoardRoutes.Map(routes, api);
        FaultRoutes.Map(routes, () => api.Faults(), () => api.FaultToken);

        // The default pattern leaves out what looks like a file, which would be answered without a body.
        var table = new RouteTable([.. Served(routes)]);
        routes.MapFallback("{*path}", http => NoRoute(http, table));
    }

    /// <summary>
    /// Adds the routes and the page to a server, and what stands before them: who may call, no more than the limits say is answered at
    /// once, and HEAD as GET without a body.
    /// </summary>
    public static void Serve(WebApplication app, ApiContext api, HttpLimits limits, HttpCallers? callers = null)
    {
        app.Use(new CallerGate(callers ?? new HttpCallers()).Pass);
        app.Use(new RequestGate(limits, IsApart).Pass);
        app.Use(HeadRequests.Answer);
        app.UseRouting();
        PageRoutes.Map(app, api);
        OpenApiRoutes.Map(app);
        Map(app, api);
        app.UseEndpoints(static _ => { });
    }

    /// <summary>
    /// True for what no load on the other routes may refuse: streams of events, which have a bound of their own, and health, whose answers
    /// wait for nothing: an orchestrator would end a node that has many callers.
    /// </summary>
    internal static bool IsApart(PathString path) => path == EventRoutes.Path || HealthRoutes.IsHealth(path);

    // What is gone names what took its place; a path that there is names its methods.
    private static Task NoRoute(HttpContext http, RouteTable table)
    {
        var (method, path) = (http.Request.Method, http.Request.Path);
        if (StandardRoutes.GoneOf(method, path) is { } gone)
        {
            return ApiResponse.Error(http, ApiError.Gone(gone));
        }

        if (table.MethodsOf(path) is not { Count: > 0 } methods)
        {
            return ApiResponse.Error(http, ApiError.NotFound($"no route {method} {ApiError.Shorten(path)}"));
        }

        http.Response.Headers.Allow = string.Join(", ", methods);
        return ApiResponse.Error(
            http, new ApiError(StatusCodes.Status405MethodNotAllowed, $"{method} is not taken here: {string.Join(", ", methods)} are"));
    }

    /// <summary>Adds the routes that have a handler, a file of this folder a group.</summary>
    internal static void MapServed(IEndpointRouteBuilder routes, ApiContext api)
    {
        NodeRoutes.Map(routes, api);
        ConfigRoutes.Map(routes, api);
        BlockRoutes.Map(routes, api);
        BlockPartRoutes.Map(routes, api);
        RewardRoutes.Map(routes, api);
        LightClientRoutes.Map(routes, api);
        PreferenceReadRoutes.Map(routes, api);
        DebugRoutes.Map(routes, api);
        SelectionRoutes.Map(routes);
        BlobRoutes.Map(routes, api);
        StateRoutes.Map(routes, api);
        EventRoutes.Map(routes, api);
        DutyRoutes.Map(routes, api);
        ProductionRoutes.Map(routes, api);
        BlockProductionRoutes.Map(routes, api);
        PublishRoutes.Map(routes, api);
        BlindedBlockRoutes.Map(routes, api);
        RegistrationRoutes.Map(routes, api);
        BuilderPreferenceRoutes.Map(routes, api);
        PoolRoutes.Map(routes, api);
        PoolReadRoutes.Map(routes, api);
        SubscriptionRoutes.Map(routes, api);
    }

    /// <summary>Lists the operations that a server has handlers for so far, each as its method and its path with names in braces.</summary>
    internal static IEnumerable<(string Method, string Path)> Served(IEndpointRouteBuilder routes) =>
        from endpoint in routes.DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        select (method, endpoint.RoutePattern.RawText!);

    /// <summary>
    /// Runs a handler; what it throws at the edge becomes the standard error body: a request that breaks a limit its status, a deadline or
    /// a store that fails 503, as what could not be made, with a log line, anything else 500 and a log line.
    /// </summary>
    public static RequestDelegate Guarded(Func<HttpContext, Task> handler) => async http =>
    {
        try
        {
            await handler(http);
        }
        catch (ChainNotLoadedException e)
        {
            await Answer(http, ApiError.Unavailable(e.Message));
        }
        catch (ChainStoreException)
        {
            // Storage has written the reason for the operator.
            await Answer(http, ApiError.Unavailable("the chain store cannot be read now"));
        }
        catch (NotMadeException e)
        {
            Log(http)?.LogWarning("{Method} {Path} is not answered: {Reason}", http.Request.Method, http.Request.Path, e.Message);
            await Answer(http, ApiError.Unavailable(e.Message));
        }
        catch (BadHttpRequestException e)
        {
            await Answer(http, new ApiError(e.StatusCode, e.Message));
        }
        catch (AskTimeoutException)
        {
            await Answer(http, ApiError.Unavailable("the node did not answer in time"));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; nobody is left to be told.
        }
        catch (Exception e)
        {
            Log(http)?.LogError(e, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
            await Answer(http, new ApiError(StatusCodes.Status500InternalServerError, "internal error"));
        }
    };

    private static ILogger? Log(HttpContext http) =>
        http.RequestServices.GetService<ILoggerFactory>()?.CreateLogger("Consensoor.Api");

    private static Task Answer(HttpContext http, ApiError error) =>
        http.Response.HasStarted ? Task.CompletedTask : ApiResponse.Error(http, error);
}
