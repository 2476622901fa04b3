using Consensoor.Spec.Containers;

namespace Consensoor.Messages;

/// <summary>
/// A decoded message whose gossip conditions and signatures are still to be checked. From the network it comes by the gossip actor; whoever has a message of its own
/// (validators, API) tells it to the gossip actor with GossipId 0, and it takes the same road: it is published once it is accepted.
/// The verdict goes to the sender as <see cref="GossipVerdict"/> (with Id 0 for one's own message).
/// </summary>
public interface IIngestible
{
    /// <summary>The gossip id the verdict is owed for; 0 for one's own message that has none yet.</summary>
    ulong GossipId { get; }

    /// <summary>Where it came from.</summary>
    MessageOrigin Origin { get; }
}

/// <summary>A block.</summary>
public sealed record IngestBlock(ulong GossipId, SignedBeaconBlock Block, MessageOrigin Origin) : IIngestible;

/// <summary>An attestation of the unaggregated topics before electra.</summary>
public sealed record IngestAttestation(ulong GossipId, Attestation Attestation, ulong Subnet, MessageOrigin Origin) : IIngestible;

/// <summary>An attestation of the unaggregated topics from electra on.</summary>
public sealed record IngestSingleAttestation(ulong GossipId, SingleAttestation Attestation, ulong Subnet, MessageOrigin Origin) : IIngestible;

/// <summary>An aggregate.</summary>
public sealed record IngestAggregate(ulong GossipId, SignedAggregateAndProof Aggregate, MessageOrigin Origin) : IIngestible;

/// <summary>A sync committee message on the topic of a subcommittee.</summary>
public sealed record IngestSyncCommitteeMessage(ulong GossipId, SyncCommitteeMessage Message, ulong Subnet, MessageOrigin Origin) : IIngestible;

/// <summary>A sync committee contribution.</summary>
public sealed record IngestContribution(ulong GossipId, SignedContributionAndProof Contribution, MessageOrigin Origin) : IIngestible;

/// <summary>A vote of a member of the payload timeliness committee (gloas on).</summary>
public sealed record IngestPayloadAttestation(ulong GossipId, PayloadAttestationMessage Message, MessageOrigin Origin) : IIngestible;

/// <summary>A payload envelope (gloas on).</summary>
public sealed record IngestEnvelope(ulong GossipId, SignedExecutionPayloadEnvelope Envelope, MessageOrigin Origin) : IIngestible;

/// <summary>A builder's bid (gloas on).</summary>
public sealed record IngestBid(ulong GossipId, SignedExecutionPayloadBid Bid, MessageOrigin Origin) : IIngestible;

/// <summary>A proposer's preferences (gloas on).</summary>
public sealed record IngestProposerPreferences(ulong GossipId, SignedProposerPreferences Preferences, MessageOrigin Origin) : IIngestible;

/// <summary>A data column on the topic of its subnet (fulu on).</summary>
public sealed record IngestDataColumn(ulong GossipId, DataColumnSidecar Column, ulong Subnet, MessageOrigin Origin) : IIngestible;

/// <summary>A proposer slashing.</summary>
public sealed record IngestProposerSlashing(ulong GossipId, ProposerSlashing Operation, MessageOrigin Origin) : IIngestible;

/// <summary>An attester slashing.</summary>
public sealed record IngestAttesterSlashing(ulong GossipId, AttesterSlashing Operation, MessageOrigin Origin) : IIngestible;

/// <summary>A voluntary exit.</summary>
public sealed record IngestVoluntaryExit(ulong GossipId, SignedVoluntaryExit Operation, MessageOrigin Origin) : IIngestible;

/// <summary>A change of BLS withdrawal credentials (capella on).</summary>
public sealed record IngestBlsToExecutionChange(ulong GossipId, SignedBLSToExecutionChange Operation, MessageOrigin Origin) : IIngestible;
