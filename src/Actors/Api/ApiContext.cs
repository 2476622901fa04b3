using Consensoor.Actors.Clock;
using Consensoor.Actors.LightClients;
using Consensoor.Actors.Network.Wire;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Api;

/// <summary>What the handlers of the Beacon API work with.</summary>
public sealed record ApiContext(
    ChainSpec Spec,
    SlotSchedule Schedule,
    ulong GenesisTime,
    Root GenesisValidatorsRoot,
    Lazy<ChainReader> LazyReader,
    EventHub Events,
    LatestIdentity Identity,
    ExecutionStatus Execution,
    string Version,
    SemaphoreSlim Dumps,
    Func<DateTimeOffset> Now)
{
    /// <summary>The connections with peers; none without a network.</summary>
    public Func<IReadOnlyList<WirePeer>> Peers { get; init; } = static () => [];

    /// <summary>What the node knows of its peers, by the network actor; none where it does not answer in time.</summary>
    public Func<Task<Messages.Peers>> KnownPeers { get; init; } = static () => Task.FromResult(new Messages.Peers([]));

    /// <summary>The node records of peers by peer id, of those that discovery knows; none where there is no discovery.</summary>
    public Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, string>>> PeerRecords { get; init; } =
        static _ => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    /// <summary>What the network actor and the wire remember of a peer; those that do not answer in time are left out.</summary>
    public Func<string, Task<IReadOnlyList<(string Who, Messages.PeerWhy Why)>>> WhyPeer { get; init; } =
        static _ => Task.FromResult<IReadOnlyList<(string Who, Messages.PeerWhy Why)>>([]);

    /// <summary>Makes the reader of blobs at its first use; null where there is nobody to ask.</summary>
    public Lazy<BlobReader>? LazyBlobs { get; init; }

    /// <summary>Makes blobs of the columns that are kept; there once the actor system runs.</summary>
    public BlobReader? Blobs => LazyBlobs?.Value;

    /// <summary>Makes the ports of validators' requests at their first use; null where there is nobody to ask.</summary>
    public Lazy<DutyPorts>? LazyDuties { get; init; }

    /// <summary>The actors to which validators' requests go on; there once the actor system runs.</summary>
    public DutyPorts Duties => LazyDuties?.Value ?? throw new ChainNotLoadedException();

    private PastStates? _states;

    /// <summary>The states of past blocks and slots.</summary>
    public PastStates States => LazyInitializer.EnsureInitialized(
        ref _states, () => new PastStates(() => Reader, () => Duties.Work, History));

    /// <summary>Who makes states of the finalized past; there once the actor system runs.</summary>
    public Func<Akka.Actor.ICanTell> History { get; init; } = static () => throw new ChainNotLoadedException();

    /// <summary>What light clients may ask for.</summary>
    public LatestLightClient LightClient { get; init; } = new();

    /// <summary>The preferences of proposers in slots to come.</summary>
    public LatestPreferences Preferences { get; init; } = new();

    /// <summary>What the node says of its own program: code, name, version and commit (`ClientVersionV1`).</summary>
    public Interop.Engine.JsonRpc.Codec.ClientVersion Client { get; init; } = Hosting.ExecutionChoice.Own(Cli.CommandLine.Version);

    /// <summary>The payloads of blocks that were made for callers.</summary>
    public ProducedPayloads Produced { get; } = new();

    /// <summary>The builders of blinded blocks that were made for callers.</summary>
    public ProducedBlindedBlocks ProducedBlinded { get; } = new();

    /// <summary>The head's states in epochs to come.</summary>
    public EpochsAhead EpochsAhead { get; init; } = new(static () => throw new ChainNotLoadedException());

    /// <summary>The parts of sync, which are told <see cref="Messages.GetSyncWhy"/>; there once the actor system runs.</summary>
    public Func<IReadOnlyList<Akka.Actor.ICanTell>> SyncParts { get; init; } = static () => [];

    /// <summary>The timeline of duties; there once the actor system runs.</summary>
    public Func<Akka.Actor.ICanTell> Timeline { get; init; } = static () => throw new ChainNotLoadedException();

    /// <summary>What the page shows of the last slots; there once the actor system runs.</summary>
    public Func<Akka.Actor.ICanTell> Board { get; init; } = static () => throw new ChainNotLoadedException();

    /// <summary>What the node keeps on disk; nothing where it keeps nothing there.</summary>
    public Page.DiskUse Disk { get; init; } = new([], static () => default);

    /// <summary>The ports of the Beacon APIs of all nodes of this process, which a page shows side by side; none for one alone.</summary>
    public IReadOnlyList<int> Siblings { get; init; } = [];

    /// <summary>The owner of faults on purpose; there once the actor system runs, null where there is none.</summary>
    public Func<Akka.Actor.ICanTell?> Faults { get; init; } = static () => null;

    /// <summary>What callers from elsewhere have to know to change faults; null where none may.</summary>
    internal Keymanager.BearerToken? FaultToken { get; init; }

    /// <summary>Asks the node; there once the actor system runs.</summary>
    public ChainReader Reader => LazyReader.Value;
}
