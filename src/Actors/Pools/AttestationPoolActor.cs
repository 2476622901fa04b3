using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Pools;

/// <summary>Owns the attestation pool; state is lost at a restart and refills from gossip.</summary>
public sealed class AttestationPoolActor : ReceiveActor
{
    /// <summary>A pool of at most <paramref name="bound"/> groups.</summary>
    public AttestationPoolActor(ChainSpec spec, IBls bls, int bound)
    {
        var pool = new AttestationPool(spec, bls, bound);
        Receive<AddAttestations>(add =>
        {
            foreach (var attestation in add.Attestations)
            {
                pool.Add(attestation);
            }
        });
        Receive<GetAggregate>(get => Sender.Tell(
            new AggregateFound(get.RequestId, pool.BestAggregate(get.Slot, get.CommitteeIndex, get.AttestationDataRoot))));
        Receive<GetPooledAttestations>(get => Sender.Tell(
            new PooledAttestations(get.RequestId, pool.All(get.Slot, get.CommitteeIndex))));
        Receive<PackForBlock>(pack => Sender.Tell(new PackedAttestations(pack.RequestId, AttestationPacker.Pack(pool, pack.Base, bls))));
        Receive<SlotStarted>(started =>
        {
            pool.Prune(started.Slot);
            Context.System.EventStream.Publish(new QueueStatus("pools/attestations", pool.Count, pool.Bound, pool.Dropped));
        });
    }

    /// <summary>Describes a pool of at most bound groups of attestations.</summary>
    public static Props Props(ChainSpec spec, IBls bls, int bound) =>
        Akka.Actor.Props.Create(() => new AttestationPoolActor(spec, bls, bound));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
