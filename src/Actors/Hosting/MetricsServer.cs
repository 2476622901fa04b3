using System.Net;
using Consensoor.Actors.Api;
using Prometheus;

namespace Consensoor.Actors.Hosting;

/// <summary>Serves the metrics of the process at `/metrics`, within the same limits as the Beacon API.</summary>
internal static class MetricsServer
{
    /// <summary>Builds the server; it listens once it is started.</summary>
    public static WebApplication Build(IPEndPoint address, HttpLimits limits)
    {
        var builder = OwnServer.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
        {
            limits.Apply(kestrel);
            kestrel.Listen(address);
        });
        var app = builder.Build();
        app.Use(new RequestGate(limits, static _ => false).Pass);
        app.MapMetrics();
        return app;
    }
}
