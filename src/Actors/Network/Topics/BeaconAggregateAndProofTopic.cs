using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.BeaconAggregateAndProofGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Aggregates, for the attestation pool and the chain actor (`phase0/p2p-interface.md#beacon_aggregate_and_proof`).</summary>
internal static class BeaconAggregateAndProofTopic
{
    public static Topic Row { get; } = new(
        TopicKind.BeaconAggregateAndProof, "beacon_aggregate_and_proof", new TopicForm<SignedAggregateAndProof>(ForkName.Phase0)
    {
        Bound = static (spec, fork) => fork >= ForkName.Gloas ? spec.Preset.MaxSignedAggregateAndProofSize : ulong.MaxValue,
        SlotOf = static aggregate => aggregate.Message.Aggregate.Data.Slot,
        Names = static (aggregate, _) => aggregate.Message.Aggregate.Data.BeaconBlockRoot,
        Check = static (check, aggregate) =>
        {
            var result = ValidateBeaconAggregateAndProofGossip(
                check.Seen, check.View, aggregate, check.NowMs, check.Verifier, out var attesters);
            return new Checked(result, attesters);
        },
        Accept = static (accept, aggregate, attesters) =>
        {
            if (!Mark(accept.Seen, accept.View.Spec, aggregate.Message))
            {
                return false;
            }

            accept.Vote(new VerifiedAttestation(aggregate.Message.Aggregate, (IReadOnlyList<ValidatorIndex>)attesters!));
            return true;
        },
    });
}
