using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Pools;

/// <summary>Owns the bid pool (gloas on); it is lost at a restart and refills within a slot.</summary>
public sealed class BidPoolActor : ReceiveActor
{
    /// <summary>A pool of at most <paramref name="bound"/> bids.</summary>
    public BidPoolActor(int bound)
    {
        var pool = new BidPool(bound);
        Receive<AddBid>(add => pool.Add(add.Bid));
        Receive<PackForBlock>(pack =>
        {
            var (offered, others) = pool.Pack(pack.Base);
            Sender.Tell(new PackedBids(pack.RequestId, offered, others));
        });
        Receive<SlotStarted>(started =>
        {
            pool.Prune(started.Slot);
            Context.System.EventStream.Publish(new QueueStatus("pools/bids", pool.Count, pool.Bound, pool.Dropped));
        });
    }

    /// <summary>Describes a pool of at most bound bids.</summary>
    public static Props Props(int bound) => Akka.Actor.Props.Create(() => new BidPoolActor(bound));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
