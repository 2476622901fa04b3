using System.Net;
using Consensoor.Actors.Hosting;
using Serilog;

namespace Consensoor.Actors.Api.Keymanager;

/// <summary>
/// Serves the keymanager API on a port of its own, within the limits of HTTP; whoever does not know the token is told nothing else. At most
/// <see cref="MaxRequests"/> requests are answered at once, a further one is answered 503; keys are imported and deleted one request after
/// the other.
/// </summary>
internal static class KeymanagerApi
{
    private const int MaxRequests = 16;

    /// <summary>Builds the server; it listens once it is started.</summary>
    public static WebApplication Build(IPEndPoint address, HttpLimits limits, BearerToken token, KeymanagerContext context)
    {
        var builder = OwnServer.CreateBuilder();
        builder.Services.AddSerilog(Log.Logger);
        builder.WebHost.UseKestrel(kestrel =>
        {
            limits.Apply(kestrel);
            kestrel.Listen(address);
        });
        var app = builder.Build();
        app.Use(new RequestGate(limits with { Requests = MaxRequests }, static _ => false).Pass);
        app.Use(async (http, next) =>
        {
            if (token.Refuse(http.Request.Headers.Authorization) is { } refusal)
            {
                await ApiResponse.Error(http, refusal);
            }
            else
            {
                await next(http);
            }
        });
        KeystoreRoutes.Map(app, context);
        RemoteKeyRoutes.Map(app, context);
        ProposerRoutes.Map(app, context);
        ExitRoutes.Map(app, context);
        app.MapFallback("{*path}", static http =>
            ApiResponse.Error(http, ApiError.NotFound($"no route {http.Request.Method} {ApiError.Shorten(http.Request.Path)}")));
        return app;
    }
}
