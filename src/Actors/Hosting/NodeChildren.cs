using Consensoor.Actors.Builders;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Columns;
using Consensoor.Actors.Engine;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Gossip;
using Consensoor.Actors.Network.Interests;
using Consensoor.Actors.Network.Partials;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Production;
using Consensoor.Actors.Proposers;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Storage;
using Consensoor.Actors.Sync;
using Consensoor.Actors.Validators;
using Consensoor.Actors.Work;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The children of a node, each made from those above it. A child needs a reference only to those; the other way things go by reply or
/// event stream.
/// </summary>
public static class NodeChildren
{
    /// <summary>Names the slot clock among the children.</summary>
    public const string Clock = "clock";

    /// <summary>Names the storage actor among the children.</summary>
    public const string Storage = "storage";

    /// <summary>Names who makes states of the finalized past among the children.</summary>
    public const string History = "history";

    /// <summary>Name of the only actor that signs.</summary>
    public const string Signing = "signing";

    /// <summary>Names the owner of what is said of proposers among the children.</summary>
    public const string Proposers = "proposers";

    /// <summary>Name of the actor that makes blocks.</summary>
    public const string Production = "production";

    /// <summary>Names the engine bridge among the children.</summary>
    public const string Engine = "engine";

    /// <summary>Names the pool of work among the children.</summary>
    public const string Work = "work";

    /// <summary>Names sync among the children.</summary>
    public const string Sync = "sync";

    /// <summary>Names the fetching of history among the children.</summary>
    public const string Backfill = "backfill";

    /// <summary>Names the chain actor among the children.</summary>
    public const string Chain = "chain";

    /// <summary>Names the owner of the data columns among the children.</summary>
    public const string Columns = "columns";

    /// <summary>Names the owner of the blob sidecars from before fulu among the children.</summary>
    public const string Blobs = "blobs";

    /// <summary>Names who asks the execution layer for blobs among the children.</summary>
    public const string Retrieval = "retrieval";

    /// <summary>Names the owner of the node's interests among the children.</summary>
    public const string Interests = "interests";

    /// <summary>Name of the network actor.</summary>
    public const string Network = "network";

    /// <summary>Name of the parent of the lanes of gossip.</summary>
    public const string Gossip = "gossip";

    /// <summary>Names who verifies partial columns among the children.</summary>
    public const string PartialColumns = "partial-columns";

    /// <summary>Names the parent of the duties among the children.</summary>
    public const string Validators = "validators";

    /// <summary>Names who asks builders over their API among the children.</summary>
    public const string BuilderApi = "builder-api";

    /// <summary>Names the node's builders among the children.</summary>
    public const string Builder = "builder";

    /// <summary>Names who keeps their bids on disk among the children.</summary>
    public const string BidKeeper = "bid-keeper";

    /// <summary>Names the pool of attestations among the children.</summary>
    public const string AttestationPool = "pool-attestations";

    /// <summary>Names the pool of sync committee messages and contributions among the children.</summary>
    public const string SyncCommitteePool = "pool-sync-committee";

    /// <summary>Names the pool of payload votes among the children.</summary>
    public const string PayloadAttestationPool = "pool-payload-attestations";

    /// <summary>Names the pool of slashings, exits and changes among the children.</summary>
    public const string OperationPool = "pool-operations";

    /// <summary>Names the pool of bids among the children.</summary>
    public const string BidPool = "pool-bids";

    /// <summary>Names the owner of faults on purpose among the children.</summary>
    public const string Faults = "faults";

    /// <summary>Names who watches for proposers that make two blocks among the children.</summary>
    public const string SlashingWatch = "slashing-watch";

    /// <summary>Names requests and responses among the children.</summary>
    public const string Requests = "requests";

    /// <summary>Names the dispatcher that pools and duties run on.</summary>
    public const string Duties = "consensoor.dispatchers.duties";

    /// <summary>Lists the children in the order in which the supervisor makes them.</summary>
    public static IReadOnlyList<NodeChild> Table { get; } =
    [
        new(Storage, "its state is on disk, and what is not goes over to the new one", static parts =>
            StorageActor.Props(parts.Settings.Spec, parts.Settings.Store, StorageSettings.From(parts.Config))
                .WithDispatcher("consensoor.dispatchers.io")),
        new(Signing, "its history is on disk; what was asked is not signed", static parts =>
            SigningActor.Props(
                parts.Settings.Spec,
                parts.Settings.Signer,
                parts.Settings.Protection,
                doppelgangers: parts.Settings.Doppelgangers,
                equivocations: EquivocationLicence.For(parts.Settings, SwitchOf(parts)))
                .WithDispatcher("consensoor.dispatchers.signing")),
        new(Faults, "goes back to the faults of its settings", static parts => FaultsActor.Props(SwitchOf(parts))),
        new(Interests, "goes on with the metadata that peers were told last; what validators need is said again", static parts =>
            InterestsActor.Props(InterestsSettings.From(parts.Settings, parts.Config), parts.Settings.MetaData)
                .WithDispatcher("consensoor.dispatchers.io")),
        new(Network, "joins the network again, which forgets what was owed", static parts =>
            NetworkActor.Props(NetworkSettings.From(parts.Settings, parts.Config), parts.Settings.Gossip)),
        new(Engine, "the execution layer and its last head outlive it; what waited is answered as unavailable", static parts =>
            EngineBridge.Props(parts.Settings.Execution, EngineSettings.From(parts.Config).For(parts.Settings.Spec.Config))),
        new(Work, "what waited or was under way is answered as dropped", static parts =>
            WorkPool.Props(WorkSettings.From(parts.Config), parts.Settings.Bls, parts.Settings.Kzg, parts.Settings.Seed)),
        new(History, "states that were being made are made again when they are asked for; who asked gives up in its time", static parts =>
            HistoryActor.Props(
                parts.Settings.Spec, HistorySettings.From(parts.Config), parts.Actors.Storage, parts.Actors.Work).WithDispatcher(Duties)),
        new(Chain, "the anchor in storage, then a replay of the blocks and envelopes stored since", static parts =>
            ChainActor.Props(
                ChainSettings.From(parts.Settings, parts.Config) with { Sampled = NodeCustody.Of(parts.Settings).Current.Sampled },
                parts.Actors.Storage,
                parts.Actors.Engine,
                parts.Actors.Work)
                .WithDispatcher("consensoor.dispatchers.chain")),
        new(Columns, "what it kept is on disk; what it was about to recover comes by gossip or from peers", static parts =>
            ColumnsActor.Props(
                ColumnsSettings.From(parts.Settings, parts.Config),
                parts.Settings.Columns,
                () => NodeCustody.Of(parts.Settings),
                ColumnsRefsOf(parts))
                .WithDispatcher("consensoor.dispatchers.columns")),
        new(Blobs, "what it kept is on disk; what it was fetching is fetched again", static parts =>
            BlobsActor.Props(
                BlobsSettings.From(parts.Settings, parts.Config),
                parts.Settings.Blobs,
                ColumnsRefsOf(parts))
                .WithDispatcher("consensoor.dispatchers.columns")),
        new(Retrieval, "what it was asking for comes by gossip or from peers", static parts =>
            RetrievalActor.Props(
                parts.Settings.Spec,
                new SlotSchedule(parts.Settings.Spec, parts.Settings.GenesisTime),
                parts.Config.Positive("engine.retrievals"),
                parts.Actors.Network,
                parts.Actors.Engine,
                parts.Actors.Work)),
        new(Sync, "what was wanted is forgotten; the chain says again what it misses", static parts =>
            SyncActor.Props(SyncSettings.From(parts.Config), parts.Settings.Spec, parts.Actors.Chain, parts.Actors.Network)),
        new(Backfill, "goes on where storage has come to", static parts =>
            BackfillActor.Props(
                BackfillSettings.From(parts.Config),
                parts.Settings.Spec,
                parts.Settings.GenesisValidatorsRoot,
                parts.Settings.Genesis?.BlockRoot,
                new BackfillRefs(parts.Actors.Network, parts.Actors.Storage, parts.Actors.Work))),
        new(AttestationPool, "refills from gossip", static parts =>
            AttestationPoolActor.Props(parts.Settings.Spec, parts.Settings.Bls, parts.Config.Positive("pools.attestations"))
                .WithDispatcher(Duties)),
        new(SyncCommitteePool, "refills from gossip", static parts =>
            SyncCommitteePoolActor.Props(parts.Settings.Spec, parts.Settings.Bls, parts.Config.Positive("pools.sync-committee"))
                .WithDispatcher(Duties)),
        new(PayloadAttestationPool, "refills from gossip", static parts =>
            PayloadAttestationPoolActor.Props(parts.Settings.Spec, parts.Settings.Bls, parts.Config.Positive("pools.payload-attestations"))
                .WithDispatcher(Duties)),
        new(
            OperationPool,
            "refills from gossip",
            static parts => OperationPoolActor.Props(parts.Settings.Bls, parts.Config.Positive("pools.operations")).WithDispatcher(Duties)),
        new(BidPool, "refills from gossip", static parts => BidPoolActor.Props(parts.Config.Positive("pools.bids")).WithDispatcher(Duties)),
        new(Gossip, "what was in the lanes is lost; the network actor settles the verdicts that they owed", static parts =>
            GossipActor.Props(
                parts.Settings.Spec,
                parts.Config,
                new LaneRefs(parts.Actors.Network, parts.Actors.Chain, parts.Actors.Work, parts.Actors.Pools))),
        new(PartialColumns, "what was being verified is dropped; the wire keeps the cells that are", static parts =>
            PartialColumnsActor.Props(
                parts.Settings.Spec,
                new SlotSchedule(parts.Settings.Spec, parts.Settings.GenesisTime),
                PartialColumnsSettings.From(parts.Settings.Spec, parts.Config),
                new PartialColumnsRefs(parts.Actors.Network, parts.Actors.Work, parts.Actors.Chain))
                .WithDispatcher(Duties)),
        new(Requests, "what was asked is answered as dropped", static parts =>
            RequestsActor.Props(
                RequestSettings.From(parts.Settings, parts.Config),
                new RequestRefs(
                    parts.Actors.Network,
                    parts.Actors.Storage,
                    parts.Actors.Chain,
                    parts.Actors[Columns],
                    parts.Actors[Blobs],
                    parts.Actors.History))),
        new(Proposers, "what is said of keys is on disk; who was prepared by index is told again within an epoch", static parts =>
            ProposersActor.Props(
                parts.Settings.Proposers ?? ValidatorOptions.From(parts.Config).Table(static path => path),
                parts.Settings.ProposerStore,
                parts.Actors.Engine,
                new SlotSchedule(parts.Settings.Spec, parts.Settings.GenesisTime).EpochAtOrGenesis)
                .WithDispatcher("consensoor.dispatchers.io")),
        new(BuilderApi, "builders that were asked are not waited for, and blocks go without their bids", static parts =>
            BuilderApiActor.Props(parts.Settings.BuilderClient, parts.Settings.Spec, parts.Settings.Bls, parts.Actors[Signing])
                .WithDispatcher(Duties)),
        new(Production, "the blocks being made and open questions are lost; who asked gives up at the end of the slot", static parts =>
            ProductionActor.Props(
                ProductionSettings.From(parts.Settings, parts.Config),
                new ProductionRefs(parts.Actors.Chain, parts.Actors.Work, parts.Actors.Engine, parts.Actors.Pools)
                {
                    Proposers = parts.Actors[Proposers],
                    Builders = parts.Actors[BuilderApi],
                })
                .WithDispatcher(Duties)),
        new(Validators, "what was signed is known to signing; the duties of the slot are missed", static parts =>
            ValidatorsActor.Props(
                ValidatorSettings.From(parts.Settings),
                new ValidatorRefs(
                    parts.Actors.Chain,
                    parts.Actors[Signing],
                    parts.Actors[Production],
                    parts.Actors.Network)
                {
                    Proposers = parts.Actors[Proposers],
                    Builders = parts.Actors[BuilderApi],
                })),
        new(BidKeeper, "what it was asked for is lost, unanswered; a bid whose keeping is not answered does not leave", static parts =>
            BidKeeperActor.Props(parts.Settings.Spec, parts.Settings.BidStore).WithDispatcher("consensoor.dispatchers.io")),
        new(Builder, "the bids that have left and their payloads are read from disk again", static parts =>
            BidderActor.Props(
                BuilderSettings.From(parts.Settings, parts.Config),
                new BuilderRefs(
                    parts.Actors.Chain,
                    parts.Actors.Engine,
                    parts.Actors[Signing],
                    parts.Actors.Network,
                    parts.Actors[BidKeeper]))
                .WithDispatcher(Duties)),
        new(SlashingWatch, "blocks of before are forgotten, and two of one proposer among them are not found out", static parts =>
            SlashingWatchActor.Props(parts.Settings.Spec, parts.Actors.Network).WithDispatcher(Duties)),
        new(Clock, "announces the slot it finds itself in; last, since all others listen to it", static parts =>
            SlotClock.Props(new SlotSchedule(parts.Settings.Spec, parts.Settings.GenesisTime))),
    ];

    private static ColumnsRefs ColumnsRefsOf(NodeParts parts) => new(
        parts.Actors.Network, parts.Actors.Work, parts.Actors.Chain, parts.Actors.Storage, parts.Actors[Signing]);

    private static FaultSwitch SwitchOf(NodeParts parts) =>
        FaultSwitch.From(parts.Settings.Spec, parts.Settings.GenesisValidatorsRoot, parts.Config);
}
