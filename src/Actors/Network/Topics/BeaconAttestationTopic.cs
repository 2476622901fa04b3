using Consensoor.Interop.Discovery.Records;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.BeaconAttestationGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>
/// Attestations of one validator each, for the attestation pool and the chain actor
/// (`phase0/p2p-interface.md#beacon_attestation_subnet_id`).
/// </summary>
internal static class BeaconAttestationTopic
{
    /// <summary>The row, with two forms, since electra changed the type.</summary>
    public static Topic Row { get; } = new(TopicKind.BeaconAttestation, "beacon_attestation", Aggregatable(), Single())
    {
        Subnets = static (spec, _) => spec.Config.AttestationSubnetCount,
        Interest = static interests => interests.AttestationSubnets,
        Said = static (_, record) => record.AttestationSubnets,
        Place = NodeSubnets.TargetOf,
    };

    private static TopicForm<Attestation> Aggregatable() => new(ForkName.Phase0)
    {
        SlotOf = static vote => vote.Data.Slot,
        Names = static (vote, _) => vote.Data.BeaconBlockRoot,
        Check = static (check, vote) =>
        {
            var result = ValidateBeaconAttestationGossip(
                check.Seen, check.View, vote, check.NowMs, check.Subnet, check.Verifier, out ValidatorIndex attester);
            return new Checked(result, attester);
        },
        Accept = static (accept, vote, attester) =>
        {
            if (!Mark(accept.Seen, vote.Data, (ValidatorIndex)attester!))
            {
                return false;
            }

            accept.Vote(new VerifiedAttestation(vote, [(ValidatorIndex)attester]));
            return true;
        },
    };

    private static TopicForm<SingleAttestation> Single() => new(ForkName.Electra)
    {
        SlotOf = static vote => vote.Data.Slot,
        Names = static (vote, _) => vote.Data.BeaconBlockRoot,
        Check = static (check, vote) =>
        {
            var result = ValidateBeaconAttestationGossip(
                check.Seen, check.View, vote, check.NowMs, check.Subnet, check.Verifier, out Attestation? alone);
            return new Checked(result, alone);
        },
        Accept = static (accept, vote, alone) =>
        {
            if (!Mark(accept.Seen, vote.Data, vote.AttesterIndex))
            {
                return false;
            }

            accept.Vote(new VerifiedAttestation((Attestation)alone!, [vote.AttesterIndex]));
            return true;
        },
    };
}
