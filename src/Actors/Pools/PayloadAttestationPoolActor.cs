using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Pools;

/// <summary>Owns the payload attestation pool (gloas on); it is lost at a restart and refills within a slot.</summary>
public sealed class PayloadAttestationPoolActor : ReceiveActor
{
    /// <summary>A pool of at most <paramref name="bound"/> different data.</summary>
    public PayloadAttestationPoolActor(ChainSpec spec, IBls bls, int bound)
    {
        var pool = new PayloadAttestationPool(spec, bls, bound);
        Receive<AddPayloadAttestation>(add => pool.Add(add.Message, add.PtcPositions));
        Receive<GetPooledPayloadAttestations>(get => Sender.Tell(new PooledPayloadAttestations(get.RequestId, pool.All(get.Slot))));
        Receive<PackForBlock>(pack => Sender.Tell(new PackedPayloadAttestations(pack.RequestId, pool.Pack(pack.Base))));
        Receive<SlotStarted>(started =>
        {
            pool.Prune(started.Slot);
            Context.System.EventStream.Publish(new QueueStatus("pools/payload-attestations", pool.Count, pool.Bound, pool.Dropped));
        });
    }

    /// <summary>Describes a pool of payload attestations to at most bound different data.</summary>
    public static Props Props(ChainSpec spec, IBls bls, int bound) =>
        Akka.Actor.Props.Create(() => new PayloadAttestationPoolActor(spec, bls, bound));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
