using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network;

/// <summary>A message of our own as topic and bytes.</summary>
public static class GossipEncoder
{
    /// <summary>The topic and SSZ of a message; what names no slot of its own goes to the topics of the present slot.</summary>
    public static PublishGossip Encode(ChainSpec spec, GossipTopics topics, Publish publish, Slot now)
    {
        return publish.Message switch
        {
            SignedBeaconBlock own => Of(own, own.Message.Slot, TopicKind.BeaconBlock),
            Attestation own => Of(own, own.Data.Slot, TopicKind.BeaconAttestation),
            SingleAttestation own => Of(own, own.Data.Slot, TopicKind.BeaconAttestation),
            SignedAggregateAndProof own => Of(own, own.Message.Aggregate.Data.Slot, TopicKind.BeaconAggregateAndProof),
            SyncCommitteeMessage own => Of(own, own.Slot, TopicKind.SyncCommittee),
            SignedContributionAndProof own => Of(own, own.Message.Contribution.Slot, TopicKind.SyncCommitteeContributionAndProof),
            PayloadAttestationMessage own => Of(own, own.Data.Slot, TopicKind.PayloadAttestationMessage),
            SignedExecutionPayloadEnvelope own => Of(own, own.Message.Payload.SlotNumber, TopicKind.ExecutionPayload),
            SignedExecutionPayloadBid own => Of(own, own.Message.Slot, TopicKind.ExecutionPayloadBid),
            SignedProposerPreferences own => Of(own, own.Message.ProposalSlot, TopicKind.ProposerPreferences),
            DataColumnSidecar own => Of(own, own.SignedBlockHeader?.Message.Slot ?? own.Slot, TopicKind.DataColumnSidecar),
            ProposerSlashing own => Of(own, now, TopicKind.ProposerSlashing),
            AttesterSlashing own => Of(own, now, TopicKind.AttesterSlashing),
            SignedVoluntaryExit own => Of(own, now, TopicKind.VoluntaryExit),
            SignedBLSToExecutionChange own => Of(own, now, TopicKind.BlsToExecutionChange),
            _ => throw new ArgumentOutOfRangeException(nameof(publish), publish.Message.GetType().Name, "no topic takes it"),
        };

        PublishGossip Of<T>(T message, Slot slot, TopicKind kind)
            where T : ISszType<T>
        {
            var topic = topics.At(slot, kind, publish.Subnet);
            return new PublishGossip(topic, message.ToSsz(spec.Ssz(topic.Fork)));
        }
    }
}
