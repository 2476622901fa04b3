using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Pools;

/// <summary>Owns the sync committee pool; it is lost at a restart and refills within a slot.</summary>
public sealed class SyncCommitteePoolActor : ReceiveActor
{
    /// <summary>A pool of at most <paramref name="bound"/> pairs of slot and block.</summary>
    public SyncCommitteePoolActor(ChainSpec spec, IBls bls, int bound)
    {
        var pool = new SyncCommitteePool(spec, bls, bound);
        Receive<AddSyncCommitteeMessage>(add => pool.Add(add.Message, add.CommitteePositions));
        Receive<AddContribution>(add => pool.Add(add.Contribution));
        Receive<GetContribution>(get => Sender.Tell(
            new ContributionFound(get.RequestId, pool.BestContribution(get.Slot, get.BlockRoot, get.SubcommitteeIndex))));
        Receive<PackForBlock>(pack => Sender.Tell(new PackedSyncAggregate(pack.RequestId, pool.Pack(pack.Base))));
        Receive<SlotStarted>(started =>
        {
            pool.Prune(started.Slot);
            Context.System.EventStream.Publish(new QueueStatus("pools/sync-committee", pool.Count, pool.Bound, pool.Dropped));
        });
    }

    /// <summary>Describes a pool of sync signatures for at most bound pairs of slot and block.</summary>
    public static Props Props(ChainSpec spec, IBls bls, int bound) =>
        Akka.Actor.Props.Create(() => new SyncCommitteePoolActor(spec, bls, bound));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
