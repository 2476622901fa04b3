using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.BeaconAggregateAndProofGossip;
using static Consensoor.Spec.Gossip.BeaconAttestationGossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>Attestations, single and aggregated, for the attestation pool and the chain actor, a batch at a time.</summary>
internal sealed class VoteChecker(Seen seen, IngestionRefs refs) : Checker(seen, refs)
{
    private List<VerifiedAttestation> _accepted = [];

    public override GossipResult Check(IIngestible message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        switch (message)
        {
            case IngestSingleAttestation single:
                product = single.Attestation.AttesterIndex;
                return ValidateBeaconAttestationGossip(Seen, view, single.Attestation, nowMs, single.Subnet, verifier);
            case IngestAttestation vote:
                var result = ValidateBeaconAttestationGossip(Seen, view, vote.Attestation, nowMs, vote.Subnet, verifier, out var attester);
                product = attester;
                return result;
            case IngestAggregate aggregate:
                var outcome = ValidateBeaconAggregateAndProofGossip(Seen, view, aggregate.Aggregate, nowMs, verifier, out var attesters);
                product = attesters;
                return outcome;
            default:
                throw WrongLane(message);
        }
    }

    public override bool Accept(IIngestible message, object? product, IGossipView view, IActorRef self)
    {
        switch (message)
        {
            case IngestSingleAttestation { Attestation: var single }:
                if (!BeaconAttestationGossip.Mark(Seen, single.Data, single.AttesterIndex))
                {
                    return false;
                }

                _accepted.Add(new VerifiedAttestation(BeaconAttestationGossip.ToAttestation(view.HeadState, single), [single.AttesterIndex]));
                return true;
            case IngestAttestation { Attestation: var vote }:
                if (!BeaconAttestationGossip.Mark(Seen, vote.Data, (ValidatorIndex)product!))
                {
                    return false;
                }

                _accepted.Add(new VerifiedAttestation(vote, [(ValidatorIndex)product]));
                return true;
            default:
                var aggregate = ((IngestAggregate)message).Aggregate.Message;
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
