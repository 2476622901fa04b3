using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Clock;
using Consensoor.Actors.LightClients;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Page;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Reporting;
using Consensoor.Messages;

namespace Consensoor.Actors.Hosting;

/// <summary>The Beacon API of a node: the actors beside the node that it lives on, and what its handlers work with.</summary>
public sealed class NodeApi
{
    private readonly NodeSettings _settings;
    private readonly HttpLimits _limits;
    private readonly EventHub _events;
    private readonly ExecutionStatus _execution = new();
    private readonly LatestView _view = new();
    private readonly LatestIdentity _identity;
    private readonly LatestPreferences _preferences = new();

    /// <summary>Makes the API of a node; nothing happens before <see cref="Attach"/>.</summary>
    public NodeApi(NodeSettings settings, HttpLimits limits)
    {
        (_settings, _limits) = (settings, limits);
        _events = new EventHub(limits.Streams);
        _identity = new LatestIdentity(settings.Gossip is Libp2pConnection wire
            ? NodeIdentity.Awaited(wire.Id.ToString(), settings.Spec)
            : NodeIdentity.InProcess(settings.Name, settings.Spec));
    }

    /// <summary>Starts the actors that events, views and identity come by; those of callers' requests only where it is served.</summary>
    public void Attach(NodeObservers observers, bool isServed)
    {
        observers.Add(EventPublisher.Props(_settings.Spec, _events, _execution), "events");
        observers.Add(ViewKeeper.Props(_view), "view");
        observers.Add(IdentityKeeper.Props(_identity), "identity");

        // Peers ask for what it keeps too.
        observers.Add(LightClientKeeper.Props(_settings.LightClient, _settings.Genesis), "light-client");
        if (!isServed)
        {
            return;
        }

        var schedule = new SlotSchedule(_settings.Spec, _settings.GenesisTime);
        observers.Add(PreferencesKeeper.Props(_preferences), "preferences");
        observers.Add(DutyTimelineActor.Props(), DutyTimelineActor.Name);
        observers.Add(BoardActor.Props(schedule), BoardActor.Name);
        var refs = new PublisherRefs(Child(observers.System, NodeChildren.Network), Child(observers.System, NodeChildren.Chain))
        {
            Builders = Child(observers.System, NodeChildren.BuilderApi),
        };
        observers.Add(ApiPublisher.Props(_settings.Spec, schedule, refs, _limits.Publications), ApiPublisher.Name);
    }

    /// <summary>What the handlers work with; the actor system is looked for at the first request.</summary>
    public ApiContext Context(Func<ActorSystem> of, string version)
    {
        // The supervisor may build a child anew, so the API goes by path and not by reference.
        var system = new Lazy<ActorSystem>(of);
        ActorSelection At(string name) => Child(system.Value, name);
        var duties = new Lazy<DutyPorts>(() => new DutyPorts(
            At(NodeChildren.Production),
            system.Value.ActorSelection($"/user/{ApiPublisher.Name}"),
            At(NodeChildren.Work),
            At(NodeChildren.Proposers),
            new PoolPorts(
                At(NodeChildren.AttestationPool), At(NodeChildren.PayloadAttestationPool), At(NodeChildren.OperationPool)),
            system.Value.EventStream.Publish)
        {
            Builders = At(NodeChildren.BuilderApi),
        });
        var wire = _settings.Gossip as Libp2pConnection;
        return new ApiContext(
            _settings.Spec,
            new SlotSchedule(_settings.Spec, _settings.GenesisTime),
            _settings.GenesisTime,
            _settings.GenesisValidatorsRoot,
            new Lazy<ChainReader>(() => new ChainReader(
                _view, At(NodeChildren.Chain), At(NodeChildren.Storage), _settings.Genesis)),
            _events,
            _identity,
            _execution,
            version,
            new SemaphoreSlim(_limits.Dumps),
            () => system.Value.Scheduler.Now)
        {
            LightClient = _settings.LightClient,
            Preferences = _preferences,
            Peers = () => wire?.Peers ?? [],
            KnownPeers = () => new PeerReader(At(NodeChildren.Network), null).Known(),
            WhyPeer = peer => new PeerReader(
                At(NodeChildren.Network), wire is null ? null : At($"{NodeChildren.Network}/{Libp2pConnection.ActorName}")).Why(peer),
            PeerRecords = async peers => wire is null
                ? new Dictionary<string, string>()
                : await PeerReader.Records(At($"{NodeChildren.Network}/{Libp2pConnection.DiscoveryName}"), peers),
            LazyBlobs = new Lazy<BlobReader>(() => new BlobReader(
                _settings.Spec, At(NodeChildren.Columns), At(NodeChildren.Blobs), At(NodeChildren.Work))),
            History = () => At(NodeChildren.History),
            Timeline = () => system.Value.ActorSelection($"/user/{DutyTimelineActor.Name}"),
            Board = () => system.Value.ActorSelection($"/user/{BoardActor.Name}"),
            Disk = new DiskUse(_settings.Disk, () => system.Value.Scheduler.Now),
            Faults = () => At(NodeChildren.Faults),
            LazyDuties = duties,
            EpochsAhead = new EpochsAhead(() => duties.Value.Work),
            SyncParts = () => [At(NodeChildren.Sync), At(NodeChildren.Backfill)],
        };
    }

    private static ActorSelection Child(ActorSystem system, string name) => system.ActorSelection($"/user/{Node.Name}/{name}");
}
