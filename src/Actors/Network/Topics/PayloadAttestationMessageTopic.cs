using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.PayloadAttestationMessageGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>
/// Votes of the payload timeliness committee, for their pool and the chain actor
/// (`gloas/p2p-interface.md#new-payload_attestation_message`).
/// </summary>
internal static class PayloadAttestationMessageTopic
{
    public static Topic Row { get; } = new(
        TopicKind.PayloadAttestationMessage, "payload_attestation_message", new TopicForm<PayloadAttestationMessage>(ForkName.Gloas)
    {
        SlotOf = static vote => vote.Data.Slot,
        Names = static (vote, _) => vote.Data.BeaconBlockRoot,
        Check = static (check, vote) =>
        {
            var result = ValidatePayloadAttestationMessageGossip(
                check.Seen, check.View, vote, check.NowMs, check.Verifier, out var positions);
            return new Checked(result, positions);
        },
        Accept = static (accept, vote, positions) =>
        {
            if (!Mark(accept.Seen, vote))
            {
                return false;
            }

            accept.Out.Batch<PayloadAttestationMessage>(accept.To.Chain, null, vote, static votes => new ApplyPayloadAttestations(votes));
            accept.Out.Tell(accept.To.Pools.PayloadAttestations, new AddPayloadAttestation(vote, (IReadOnlyList<ulong>)positions!));
            return true;
        },
    });
}
