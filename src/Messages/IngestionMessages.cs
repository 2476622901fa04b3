using Consensoor.Spec.Containers;

namespace Consensoor.Messages;

/// <summary>What the ingestion streams carry: decoded gossip whose conditions and signatures are still to be checked. Verdicts go to ReplyTo's sender as <see cref="GossipVerdict"/>.</summary>
public interface IIngestible
{
    /// <summary>The gossip id the verdict is owed for; 0 where nobody waits (own messages).</summary>
    ulong GossipId { get; }
}

/// <summary>A block from gossip or from ourselves.</summary>
public sealed record IngestBlock(ulong GossipId, SignedBeaconBlock Block, GossipTopic? Topic, MessageOrigin Origin) : IIngestible;

/// <summary>An attestation of the unaggregated topics before electra.</summary>
public sealed record IngestAttestation(ulong GossipId, Attestation Attestation, ulong Subnet) : IIngestible;

/// <summary>An attestation of the unaggregated topics from electra on.</summary>
public sealed record IngestSingleAttestation(ulong GossipId, SingleAttestation Attestation, ulong Subnet) : IIngestible;

/// <summary>An aggregate.</summary>
public sealed record IngestAggregate(ulong GossipId, SignedAggregateAndProof Aggregate) : IIngestible;

/// <summary>How an ingestion queue stands.</summary>
public sealed record IngestionStatus(string Queue, int Count, int Bound, ulong Accepted, ulong Dropped);

/// <summary>Ask ingestion for its queues; answered with a list of <see cref="IngestionStatus"/>.</summary>
public sealed record GetIngestionStatus;
