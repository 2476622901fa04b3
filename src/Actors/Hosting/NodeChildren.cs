using Akka.Actor;
using Akka.Routing;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Crypto;
using Consensoor.Actors.Engine;
using Consensoor.Actors.Storage;

namespace Consensoor.Actors.Hosting;

/// <summary>The children of a node, each made from those above it. A child needs a reference only to those; the other way things go by reply or event stream.</summary>
public static class NodeChildren
{
    /// <summary>Name of the slot clock.</summary>
    public const string Clock = "clock";

    /// <summary>Name of the storage actor.</summary>
    public const string Storage = "storage";

    /// <summary>Name of the engine bridge.</summary>
    public const string Engine = "engine";

    /// <summary>Name of the router of state-transition workers.</summary>
    public const string Transition = "transition";

    /// <summary>Name of the router of crypto workers.</summary>
    public const string Crypto = "crypto";

    /// <summary>Name of the chain actor.</summary>
    public const string Chain = "chain";

    /// <summary>Name of ingestion.</summary>
    public const string Ingestion = "ingestion";

    /// <summary>Name of the gossip actor.</summary>
    public const string Gossip = "gossip";

    /// <summary>The table, in the order they are made.</summary>
    public static IReadOnlyList<NodeChild> Table { get; } =
    [
        new(Storage, "its state is on disk", static parts =>
            StorageActor.Props(parts.Settings.Spec, parts.Settings.Store).WithDispatcher("consensoor.dispatchers.io")),
        new(Engine, "the execution layer lives outside of it", static parts =>
            EngineBridge.Props(parts.Settings.Execution, parts.Config.Positive("engine.queue"))),
        new(Crypto, "workers hold nothing; the batch that failed is lost, and asked for again or timed out", static parts =>
            CryptoWorker.Props(parts.Settings.Bls, parts.Settings.Kzg, parts.Settings.Seed)
                .WithRouter(Workers(parts, "crypto"))
                .WithDispatcher("consensoor.dispatchers.crypto")),
        new(Clock, "announces the slot it finds itself in", static parts =>
            SlotClock.Props(new SlotSchedule(parts.Settings.Spec, parts.Settings.GenesisTime))),
    ];

    private static RoundRobinPool Workers(NodeParts parts, string name) =>
        new(parts.Config.Positive($"{name}.workers"), null, new OneForOneStrategy(static _ => Directive.Restart), $"consensoor.dispatchers.{name}");
}
