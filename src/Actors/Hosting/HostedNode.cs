using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Consensoor.Actors.Api;
using Consensoor.Actors.Api.Keymanager;
using Consensoor.Actors.Faults;
using Consensoor.Actors.LightClients;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Reporting.Figures;
using Consensoor.Actors.Reporting.Traces;
using Consensoor.Messages;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>A node with its own .NET host: the actor system by Akka.Hosting, and the Beacon API where it has a port.</summary>
public static class HostedNode
{
    /// <summary>
    /// Builds the host; starting it starts the node. With <paramref name="tellsSlots"/> the node writes a line per slot and epoch, with
    /// <paramref name="names"/> its lines in the log begin with its name; without an address it has no Beacon API. Siblings are the ports
    /// of the Beacon APIs of all nodes of the process, where there are several.
    /// </summary>
    public static IHost Build(
        NodeSettings settings,
        Config hocon,
        IPEndPoint? beaconApi,
        bool tellsSlots,
        bool names,
        string version,
        IReadOnlyList<int> siblings)
    {
        var limits = HttpLimits.From(hocon.GetConfig("consensoor"));
        var builder = OwnServer.CreateBuilder();
        builder.Services.AddSerilog(names ? Log.ForContext("Node", $"{settings.Name}: ") : Log.Logger);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrel(kestrel =>
        {
            limits.Apply(kestrel);
            if (beaconApi is not null)
            {
                kestrel.Listen(beaconApi, ServerRefusals.Use);
            }
        });
        settings = settings with { LightClient = new LatestLightClient() };
        var api = new NodeApi(settings, limits);
        var end = new TaskCompletionSource<NodeGivenUp>(TaskCreationOptions.RunContinuationsAsynchronously);
        builder.Services.AddSingleton(end.Task);
        builder.Services.AddSingleton(services => api.Context(services.GetRequiredService<ActorSystem>, version) with
        {
            FaultToken = FaultSwitch.TokenFile(hocon.GetConfig("consensoor")) is { } file
                ? BearerToken.Of(file, $"consensoor.{FaultSwitch.Token}")
                : null,
            Siblings = siblings,
        });
        builder.Services.AddAkka(settings.Name, (akka, _) => akka
            .AddHocon(hocon, HoconAddMode.Replace)
            .ConfigureLoggers(static loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithActors(async (system, registry) =>
            {
                var observers = new NodeObservers(system);
                if (tellsSlots)
                {
                    observers.Add(ConsoleReporter.Props(settings.Spec), "console");
                }

                NodeFigures.Start(observers, settings, version);
                if (BlockTracer.IsWanted)
                {
                    observers.Add(BlockTracer.Props(settings.Name, settings.Spec), BlockTracer.Name);
                }

                api.Attach(observers, isServed: beaconApi is not null);
                observers.Add(NodeEnd.Props(end), "end");
                await observers.HaveBegun();
                registry.Register<NodeSupervisor>(Node.Start(system, settings));
            }));
        if (beaconApi is null)
        {
            // A host without the web server: nothing is listened on.
            builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer, NoServer>();
        }

        var app = builder.Build();
        app.Use(ServerRefusals.Pass);
        app.Use(new ApiMetrics(settings.Name).Pass);
        BeaconApi.Serve(
            app,
            app.Services.GetRequiredService<ApiContext>(),
            limits,
            HttpCallers.From(hocon.GetConfig("consensoor"), beaconApi?.Address, siblings));
        return app;
    }
}
