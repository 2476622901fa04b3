using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network;

/// <summary>Bytes of a topic as what ingestion takes; strict, the fork coming from the topic and not from the bytes.</summary>
public static class GossipDecoder
{
    /// <summary>The decoded message, or null and why: bytes that are none of the topic's type, a topic the fork does not have, a subnet missing.</summary>
    public static object? Decode(ChainSpec spec, GossipTopic topic, ReadOnlySpan<byte> ssz, out string reason)
    {
        var context = spec.Ssz(topic.Fork);
        var electra = topic.Fork >= ForkName.Electra;
        if (topic.Fork < Since(topic.Kind) || (HasSubnet(topic.Kind) && topic.Subnet is null))
        {
            reason = $"{topic.Fork} has no topic {topic.Kind} with subnet {topic.Subnet}";
            return null;
        }

        return topic.Kind switch
        {
            TopicKind.BeaconBlock => Read<SignedBeaconBlock>(ssz, context, out reason),
            TopicKind.BeaconAggregateAndProof => Read<SignedAggregateAndProof>(ssz, context, out reason),
            TopicKind.BeaconAttestation when electra => Read<SingleAttestation>(ssz, context, out reason),
            TopicKind.BeaconAttestation => Read<Attestation>(ssz, context, out reason),
            TopicKind.VoluntaryExit => Read<SignedVoluntaryExit>(ssz, context, out reason),
            TopicKind.ProposerSlashing => Read<ProposerSlashing>(ssz, context, out reason),
            TopicKind.AttesterSlashing => Read<AttesterSlashing>(ssz, context, out reason),
            TopicKind.SyncCommittee => Read<SyncCommitteeMessage>(ssz, context, out reason),
            TopicKind.SyncCommitteeContributionAndProof => Read<SignedContributionAndProof>(ssz, context, out reason),
            TopicKind.BlsToExecutionChange => Read<SignedBLSToExecutionChange>(ssz, context, out reason),
            TopicKind.DataColumnSidecar => Read<DataColumnSidecar>(ssz, context, out reason),
            TopicKind.ExecutionPayload => Read<SignedExecutionPayloadEnvelope>(ssz, context, out reason),
            TopicKind.ExecutionPayloadBid => Read<SignedExecutionPayloadBid>(ssz, context, out reason),
            TopicKind.PayloadAttestationMessage => Read<PayloadAttestationMessage>(ssz, context, out reason),
            TopicKind.ProposerPreferences => Read<SignedProposerPreferences>(ssz, context, out reason),
            _ => Refuse(topic, out reason),
        };
    }

    /// <summary>The fork a topic came with.</summary>
    public static ForkName Since(TopicKind kind) => kind switch
    {
        TopicKind.SyncCommittee or TopicKind.SyncCommitteeContributionAndProof => ForkName.Altair,
        TopicKind.BlsToExecutionChange => ForkName.Capella,
        TopicKind.BlobSidecar => ForkName.Deneb,
        TopicKind.DataColumnSidecar => ForkName.Fulu,
        TopicKind.ExecutionPayload or TopicKind.ExecutionPayloadBid or TopicKind.PayloadAttestationMessage or TopicKind.ProposerPreferences => ForkName.Gloas,
        TopicKind.InclusionList => ForkName.Heze,
        _ => ForkName.Phase0,
    };

    private static bool HasSubnet(TopicKind kind) =>
        kind is TopicKind.BeaconAttestation or TopicKind.SyncCommittee or TopicKind.DataColumnSidecar or TopicKind.BlobSidecar;

    private static object? Read<T>(ReadOnlySpan<byte> ssz, SszContext context, out string reason)
        where T : ISszType<T>
    {
        if (T.TryDecode(ssz, context, out var value, out var error))
        {
            reason = "";
            return value;
        }

        reason = $"not a {typeof(T).Name} of {context.Fork}: {error}";
        return null;
    }

    private static object? Refuse(GossipTopic topic, out string reason)
    {
        reason = $"topic {topic.Kind} is not taken";
        return null;
    }
}
