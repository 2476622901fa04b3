using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.BeaconAggregateAndProofGossip;
using static Consensoor.Spec.Gossip.BeaconAttestationGossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>Attestations, single and aggregated, for the attestation pool and the chain actor, a batch at a time.</summary>
internal sealed class VoteChecker(Seen seen, IngestionRefs refs) : Checker(seen, refs)
{
    private List<VerifiedAttestation> _accepted = [];

    public override GossipResult Check(GossipMessage message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        switch (message.Value)
        {
            case SingleAttestation single:
                product = single.AttesterIndex;
                return ValidateBeaconAttestationGossip(Seen, view, single, nowMs, message.Subnet, verifier);
            case Attestation vote:
                var result = ValidateBeaconAttestationGossip(Seen, view, vote, nowMs, message.Subnet, verifier, out var attester);
                product = attester;
                return result;
            case SignedAggregateAndProof aggregate:
                var outcome = ValidateBeaconAggregateAndProofGossip(Seen, view, aggregate, nowMs, verifier, out var attesters);
                product = attesters;
                return outcome;
            default:
                throw WrongLane(message);
        }
    }

    public override bool Accept(GossipMessage message, object? product, IGossipView view, IActorRef self)
    {
        switch (message.Value)
        {
            case SingleAttestation single:
                if (!BeaconAttestationGossip.Mark(Seen, single.Data, single.AttesterIndex))
                {
                    return false;
                }

                _accepted.Add(new VerifiedAttestation(BeaconAttestationGossip.ToAttestation(view.HeadState, single), [single.AttesterIndex]));
                return true;
            case Attestation vote:
                if (!BeaconAttestationGossip.Mark(Seen, vote.Data, (ValidatorIndex)product!))
                {
                    return false;
                }

                _accepted.Add(new VerifiedAttestation(vote, [(ValidatorIndex)product]));
                return true;
            default:
                var aggregate = ((SignedAggregateAndProof)message.Value).Message;
                if (!BeaconAggregateAndProofGossip.Mark(Seen, view.Spec, aggregate))
                {
                    return false;
                }

                _accepted.Add(new VerifiedAttestation(aggregate.Aggregate, (IReadOnlyList<ValidatorIndex>)product!));
                return true;
        }
    }

    public override void Flush(IActorRef self)
    {
        if (_accepted.Count > 0)
        {
            Refs.Pools.Attestations.Tell(new AddAttestations(_accepted), self);
            Refs.Chain.Tell(new ApplyAttestations(_accepted), self);
            _accepted = [];
        }
    }
}
