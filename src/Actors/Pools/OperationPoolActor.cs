using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Pools;

/// <summary>Owns the operation pool; it is lost at a restart and refills from gossip.</summary>
public sealed class OperationPoolActor : ReceiveActor
{
    /// <summary>A pool of at most <paramref name="bound"/> operations of each kind.</summary>
    public OperationPoolActor(IBls bls, int bound)
    {
        var pool = new OperationPool(bls, bound);
        Receive<AddProposerSlashing>(add => pool.Add(add.Operation));
        Receive<AddAttesterSlashing>(add => pool.Add(add.Operation));
        Receive<AddVoluntaryExit>(add => pool.Add(add.Operation));
        Receive<AddBlsToExecutionChange>(add => pool.Add(add.Operation));
        Receive<GetPooledOperations>(get => Sender.Tell(pool.All(get.RequestId)));
        Receive<PackForBlock>(pack => Sender.Tell(pool.Pack(pack.RequestId, pack.Base)));
        Receive<FinalizedCheckpointAdvanced>(advanced => pool.Prune(advanced.State));
        Receive<SlotStarted>(_ =>
        {
            Context.System.EventStream.Publish(new QueueStatus("pools/operations", pool.Count, pool.Bound, pool.Dropped));
            Context.System.EventStream.Publish(new OperationsPooled(pool.Exits));
        });
    }

    /// <summary>Describes a pool of at most bound operations of each kind.</summary>
    public static Props Props(IBls bls, int bound) => Akka.Actor.Props.Create(() => new OperationPoolActor(bls, bound));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(FinalizedCheckpointAdvanced));
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
