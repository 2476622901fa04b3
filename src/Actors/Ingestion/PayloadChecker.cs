using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.ExecutionPayloadBidGossip;
using static Consensoor.Spec.Gossip.ExecutionPayloadEnvelopeGossip;
using static Consensoor.Spec.Gossip.PayloadAttestationMessageGossip;
using static Consensoor.Spec.Gossip.ProposerPreferencesGossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>What gloas brought: envelopes and payload votes for the chain actor, votes and bids for their pools; preferences are remembered for the bids they rule.</summary>
internal sealed class PayloadChecker(Seen seen, IngestionRefs refs) : Checker(seen, refs)
{
    private List<PayloadAttestationMessage> _votes = [];

    public override GossipResult Check(GossipMessage message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        product = null;
        return message.Value switch
        {
            SignedExecutionPayloadEnvelope envelope => ValidateExecutionPayloadEnvelopeGossip(Seen, view, envelope, verifier),
            PayloadAttestationMessage vote => ValidatePayloadAttestationMessageGossip(Seen, view, vote, nowMs, verifier),
            SignedExecutionPayloadBid bid => ValidateExecutionPayloadBidGossip(Seen, view, bid, nowMs, verifier),
            SignedProposerPreferences preferences => ValidateProposerPreferencesGossip(Seen, view, preferences, nowMs, verifier),
            _ => throw WrongLane(message),
        };
    }

    public override bool Accept(GossipMessage message, object? product, IGossipView view, IActorRef self)
    {
        switch (message.Value)
        {
            case SignedExecutionPayloadEnvelope envelope when ExecutionPayloadEnvelopeGossip.Mark(Seen, envelope.Message):
                Refs.Chain.Tell(new ImportEnvelope(envelope, message.Source), self);
                return true;
            case PayloadAttestationMessage vote when PayloadAttestationMessageGossip.Mark(Seen, vote):
                _votes.Add(vote);
                Refs.Pools.PayloadAttestations.Tell(new AddPayloadAttestation(vote, PositionsOf(view, vote)), self);
                return true;
            case SignedExecutionPayloadBid bid when ExecutionPayloadBidGossip.Mark(Seen, bid.Message):
                Refs.Pools.Bids.Tell(new AddBid(bid), self);
                return true;
            case SignedProposerPreferences preferences:
                return ProposerPreferencesGossip.Mark(Seen, preferences.Message);
            default:
                return false;
        }
    }

    public override void Flush(IActorRef self)
    {
        if (_votes.Count > 0)
        {
            Refs.Chain.Tell(new ApplyPayloadAttestations(_votes), self);
            _votes = [];
        }
    }

    private static List<ulong> PositionsOf(IGossipView view, PayloadAttestationMessage vote)
    {
        var positions = new List<ulong>();
        if (view.Find(vote.Data.BeaconBlockRoot)?.State is { } state)
        {
            var ptc = Accessors.GetPtc(state, vote.Data.Slot);
            for (var i = 0; i < ptc.Count; i++)
            {
                if (ptc[i] == vote.ValidatorIndex)
                {
                    positions.Add((ulong)i);
                }
            }
        }

        return positions;
    }
}
