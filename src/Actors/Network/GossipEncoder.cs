using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network;

/// <summary>A message of our own as topic and bytes, and under another gossip id.</summary>
public static class GossipEncoder
{
    /// <summary>The topic and SSZ of a message; what names no slot of its own goes to the topics of the present slot.</summary>
    public static PublishGossip Encode(ChainSpec spec, GossipTopics topics, IIngestible message, Slot now) => message switch
    {
        IngestBlock own => Encode(spec, topics.At(own.Block.Message.Slot, TopicKind.BeaconBlock, null), own.Block),
        IngestAttestation own => Encode(spec, topics.At(own.Attestation.Data.Slot, TopicKind.BeaconAttestation, own.Subnet), own.Attestation),
        IngestSingleAttestation own => Encode(spec, topics.At(own.Attestation.Data.Slot, TopicKind.BeaconAttestation, own.Subnet), own.Attestation),
        IngestAggregate own => Encode(spec, topics.At(own.Aggregate.Message.Aggregate.Data.Slot, TopicKind.BeaconAggregateAndProof, null), own.Aggregate),
        IngestSyncCommitteeMessage own => Encode(spec, topics.At(own.Message.Slot, TopicKind.SyncCommittee, own.Subnet), own.Message),
        IngestContribution own =>
            Encode(spec, topics.At(own.Contribution.Message.Contribution.Slot, TopicKind.SyncCommitteeContributionAndProof, null), own.Contribution),
        IngestPayloadAttestation own => Encode(spec, topics.At(own.Message.Data.Slot, TopicKind.PayloadAttestationMessage, null), own.Message),
        IngestEnvelope own => Encode(spec, topics.At(own.Envelope.Message.Payload.SlotNumber, TopicKind.ExecutionPayload, null), own.Envelope),
        IngestBid own => Encode(spec, topics.At(own.Bid.Message.Slot, TopicKind.ExecutionPayloadBid, null), own.Bid),
        IngestProposerPreferences own =>
            Encode(spec, topics.At(own.Preferences.Message.ProposalSlot, TopicKind.ProposerPreferences, null), own.Preferences),
        IngestDataColumn own => Encode(spec, topics.At(SlotOf(own), TopicKind.DataColumnSidecar, own.Subnet), own.Column),
        IngestProposerSlashing own => Encode(spec, topics.At(now, TopicKind.ProposerSlashing, null), own.Operation),
        IngestAttesterSlashing own => Encode(spec, topics.At(now, TopicKind.AttesterSlashing, null), own.Operation),
        IngestVoluntaryExit own => Encode(spec, topics.At(now, TopicKind.VoluntaryExit, null), own.Operation),
        IngestBlsToExecutionChange own => Encode(spec, topics.At(now, TopicKind.BlsToExecutionChange, null), own.Operation),
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType().Name, "no topic takes it"),
    };

    /// <summary>The message under an id.</summary>
    public static IIngestible WithId(IIngestible message, ulong id) => message switch
    {
        IngestBlock own => own with { GossipId = id },
        IngestAttestation own => own with { GossipId = id },
        IngestSingleAttestation own => own with { GossipId = id },
        IngestAggregate own => own with { GossipId = id },
        IngestSyncCommitteeMessage own => own with { GossipId = id },
        IngestContribution own => own with { GossipId = id },
        IngestPayloadAttestation own => own with { GossipId = id },
        IngestEnvelope own => own with { GossipId = id },
        IngestBid own => own with { GossipId = id },
        IngestProposerPreferences own => own with { GossipId = id },
        IngestDataColumn own => own with { GossipId = id },
        IngestProposerSlashing own => own with { GossipId = id },
        IngestAttesterSlashing own => own with { GossipId = id },
        IngestVoluntaryExit own => own with { GossipId = id },
        IngestBlsToExecutionChange own => own with { GossipId = id },
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType().Name, "no topic takes it"),
    };

    /// <summary>The slot of a column: its own from gloas on, its block header's before.</summary>
    public static Slot SlotOf(IngestDataColumn column) => column.Column.SignedBlockHeader?.Message.Slot ?? column.Column.Slot;

    private static PublishGossip Encode<T>(ChainSpec spec, GossipTopic topic, T message)
        where T : ISszType<T> => new(topic, message.ToSsz(spec.Ssz(topic.Fork)));
}
