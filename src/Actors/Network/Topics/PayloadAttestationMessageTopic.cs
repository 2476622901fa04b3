using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Helpers;
using static Consensoor.Spec.Gossip.PayloadAttestationMessageGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Votes of the payload timeliness committee, for their pool and the chain actor (`gloas/p2p-interface.md#new-payload_attestation_message`).</summary>
internal static class PayloadAttestationMessageTopic
{
    /// <summary>The row.</summary>
    public static Topic Row { get; } = new(
        TopicKind.PayloadAttestationMessage, "payload_attestation_message", new TopicForm<PayloadAttestationMessage>(ForkName.Gloas)
    {
        SlotOf = static vote => vote.Data.Slot,
        Check = static (check, vote) => ValidatePayloadAttestationMessageGossip(check.Seen, check.View, vote, check.NowMs, check.Verifier),
        Accept = static (accept, vote, _) =>
        {
            if (!Mark(accept.Seen, vote))
            {
                return false;
            }

            accept.Out.Batch<PayloadAttestationMessage>(accept.To.Chain, null, vote, static votes => new ApplyPayloadAttestations(votes));
            accept.Out.Tell(accept.To.Pools.PayloadAttestations, new AddPayloadAttestation(vote, PositionsOf(accept.View, vote)));
            return true;
        },
    });

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
