using System.Collections.Immutable;
using Akka.Actor;
using Consensoor.Actors.Pools;

namespace Consensoor.Actors.Hosting;

/// <summary>Ask the node supervisor for its children; answered with <see cref="NodeActors"/>.</summary>
public sealed record GetNodeActors
{
    /// <summary>Gives the one instance, since the question says nothing besides.</summary>
    public static GetNodeActors Instance { get; } = new();
}

/// <summary>The children of a node that are there; one that is not is a reference to nobody.</summary>
public sealed record NodeActors(ImmutableDictionary<string, IActorRef> ByName)
{
    /// <summary>Gives a node whose children are not made yet.</summary>
    public static NodeActors None { get; } = new(ImmutableDictionary<string, IActorRef>.Empty);

    /// <summary>The chain actor, which is told <see cref="Messages.IChainCommand"/>.</summary>
    public IActorRef Chain => this[NodeChildren.Chain];

    /// <summary>The storage actor, which is told <see cref="Messages.IStorageCommand"/>.</summary>
    public IActorRef Storage => this[NodeChildren.Storage];

    /// <summary>The history actor, which is told <see cref="Messages.IPastStateQuestion"/>.</summary>
    public IActorRef History => this[NodeChildren.History];

    /// <summary>The engine bridge, which is told <see cref="Messages.IEngineRequest"/>.</summary>
    public IActorRef Engine => this[NodeChildren.Engine];

    /// <summary>The work pool, which is told <see cref="Messages.IWork"/>.</summary>
    public IActorRef Work => this[NodeChildren.Work];

    /// <summary>The network actor, which is told <see cref="Messages.Publish"/> and <see cref="Messages.AskPeer"/>.</summary>
    public IActorRef Network => this[NodeChildren.Network];

    /// <summary>Gives the pools of what blocks are packed from.</summary>
    public PoolRefs Pools => new(
        this[NodeChildren.AttestationPool],
        this[NodeChildren.SyncCommitteePool],
        this[NodeChildren.PayloadAttestationPool],
        this[NodeChildren.OperationPool],
        this[NodeChildren.BidPool]);

    /// <summary>Finds a child by its name; nobody where it is not there.</summary>
    public IActorRef this[string name] => ByName.GetValueOrDefault(name, ActorRefs.Nobody);

    /// <summary>Gives these children and one more, which takes the place of an earlier one of its name.</summary>
    public NodeActors With(string name, IActorRef actor) => new(ByName.SetItem(name, actor));
}
