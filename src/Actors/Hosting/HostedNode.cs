using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Consensoor.Actors.Api;
using Consensoor.Actors.Api.Keymanager;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Reporting;
using Consensoor.Messages;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>A node with its own .NET host: the actor system by Akka.Hosting, and the Beacon API where it has a port.</summary>
public static class HostedNode
{
    /// <summary>
    /// Builds the host; starting it starts the node. With <paramref name="tellsSlots"/> the node writes a line per slot and epoch, with
    /// <paramref name="names"/> its lines in the log begin with its name; without an address it has no Beacon API.
    /// </summary>
    public static IHost Build(
        NodeSettings settings, Config hocon, IPEndPoint? beaconApi, bool tellsSlots, bool names, string version)
    {
        var limits = HttpLimits.From(hocon.GetConfig("consensoor"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSerilog(names ? Log.ForContext("Node", $"{settings.Name}: ") : Log.Logger);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrel(kestrel =>
        {
            limits.Apply(kestrel);
            if (beaconApi is not null)
            {
                kestrel.Listen(beaconApi);
            }
        });
        var (events, execution, view) = (new EventHub(limits.Streams), new ExecutionStatus(), new LatestView());
        var wire = settings.Gossip as Libp2pConnection;
        var identity = new LatestIdentity(wire is null
            ? NodeIdentity.InProcess(settings.Name, settings.Spec)
            : NodeIdentity.Awaited(wire.Id.ToString(), settings.Spec));
        var end = new TaskCompletionSource<NodeGivenUp>(TaskCreationOptions.RunContinuationsAsynchronously);
        builder.Services.AddSingleton(end.Task);
        builder.Services.AddAkka(settings.Name, (akka, _) => akka
            .AddHocon(hocon, HoconAddMode.Replace)
            .ConfigureLoggers(static loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithActors((system, registry) =>
            {
                if (tellsSlots)
                {
                    system.ActorOf(ConsoleReporter.Props(settings.Spec), "console");
                }

                system.ActorOf(NodeMetrics.Props(settings.Name), "metrics");
                var (signing, chain) = (Child(system, NodeChildren.Signing), Child(system, NodeChildren.Chain));
                system.ActorOf(ValidatorMetrics.Props(settings.Name, settings.Signer.Pubkeys, signing, chain), "validator-metrics");
                system.ActorOf(DiscoveryMetrics.Props(settings.Name), "discovery-metrics");
                system.ActorOf(WireMetrics.Props(settings.Name), "wire-metrics");
                // Whether there is an execution layer is told at once, perhaps before the publisher has begun.
                var publisher = system.ActorOf(EventPublisher.Props(settings.Spec, events, execution), "events");
                system.EventStream.Subscribe(publisher, typeof(ExecutionLayerChanged));
                system.ActorOf(ViewKeeper.Props(view), "view");
                if (beaconApi is not null)
                {
                    system.ActorOf(DutyTimelineActor.Props(), DutyTimelineActor.Name);
                    system.ActorOf(
                        ApiPublisher.Props(
                            settings.Spec,
                            new SlotSchedule(settings.Spec, settings.GenesisTime),
                            new PublisherRefs(Child(system, NodeChildren.Network), Child(system, NodeChildren.Chain))
                            {
                                Builders = Child(system, NodeChildren.BuilderApi),
                            },
                            limits.Publications),
                        ApiPublisher.Name);
                }

                // The record may be told only once, perhaps before the keeper has begun.
                var keeper = system.ActorOf(IdentityKeeper.Props(identity), "identity");
                system.EventStream.Subscribe(keeper, typeof(LocalNodeChanged));
                system.ActorOf(NodeEnd.Props(end), "end");
                registry.Register<NodeSupervisor>(Node.Start(system, settings));
            }));
        if (beaconApi is null)
        {
            // A host without the web server: nothing is listened on.
            builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer, NoServer>();
        }

        var app = builder.Build();
        app.Use(new RequestGate(limits, static path => path == EventRoutes.Path).Pass);
        BeaconApi.Map(app, Context(app, settings, events, execution, view, identity, version, limits) with
        {
            FaultToken = FaultSwitch.TokenFile(hocon.GetConfig("consensoor")) is { } file
                ? BearerToken.Of(file, $"consensoor.{FaultSwitch.Token}")
                : null,
        });
        return app;
    }

    private static ApiContext Context(
        WebApplication app,
        NodeSettings settings,
        EventHub events,
        ExecutionStatus execution,
        LatestView view,
        LatestIdentity identity,
        string version,
        HttpLimits limits)
    {
        // The supervisor may build a child anew, so the API goes by path and not by reference.
        var system = new Lazy<ActorSystem>(() => app.Services.GetRequiredService<ActorSystem>());
        ChainReader Reader() => new(
            view,
            system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Chain}"),
            system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Storage}"),
            settings.Genesis);
        var reader = new Lazy<ChainReader>(Reader);
        BlobReader Blobs() => new(
            settings.Spec,
            system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Columns}"),
            system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Blobs}"),
            system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Work}"));
        var blobs = new Lazy<BlobReader>(Blobs);
        DutyPorts Duties() => new(
            Child(system.Value, NodeChildren.Production),
            system.Value.ActorSelection($"/user/{ApiPublisher.Name}"),
            Child(system.Value, NodeChildren.Work),
            Child(system.Value, NodeChildren.Proposers),
            new PoolPorts(
                Child(system.Value, NodeChildren.AttestationPool),
                Child(system.Value, NodeChildren.PayloadAttestationPool),
                Child(system.Value, NodeChildren.OperationPool)),
            system.Value.EventStream.Publish)
        {
            Builders = Child(system.Value, NodeChildren.BuilderApi),
        };
        var duties = new Lazy<DutyPorts>(Duties);
        var wire = settings.Gossip as Libp2pConnection;
        return new ApiContext(
            settings.Spec,
            new SlotSchedule(settings.Spec, settings.GenesisTime),
            settings.GenesisTime,
            settings.GenesisValidatorsRoot,
            reader,
            events,
            identity,
            execution,
            version,
            new SemaphoreSlim(limits.Dumps),
            () => system.Value.Scheduler.Now)
        {
            Peers = () => wire?.Peers ?? [],
            KnownPeers = () => new PeerReader(system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Network}"), null).Known(),
            WhyPeer = peer => new PeerReader(
                system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Network}"),
                wire is null ? null : system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Network}/{Libp2pConnection.ActorName}"))
                .Why(peer),
            PeerRecords = async peers => wire is null ? new Dictionary<string, string>() : await PeerReader.Records(
                system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Network}/{Libp2pConnection.DiscoveryName}"), peers),
            LazyBlobs = blobs,
            Timeline = () => system.Value.ActorSelection($"/user/{DutyTimelineActor.Name}"),
            Faults = () => system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Faults}"),
            LazyDuties = duties,
            EpochsAhead = new EpochsAhead(() => duties.Value.Work),
            SyncParts = () =>
            [
                system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Sync}"),
                system.Value.ActorSelection($"/user/{Node.Name}/{NodeChildren.Backfill}"),
            ],
        };
    }

    private static ActorSelection Child(ActorSystem system, string name) => system.ActorSelection($"/user/{Node.Name}/{name}");
}
