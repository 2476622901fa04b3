using Consensoor.Spec.Config;
using Consensoor.Spec.Gossip;

namespace Consensoor.Messages;

/// <summary>What the gossip network is told and tells; the in-process bus and the wire network both speak this.</summary>
public interface IGossipMessage;

/// <summary>The kinds of gossip topics (`p2p-interface.md`, every fork).</summary>
public enum TopicKind
{
    BeaconBlock,
    BeaconAggregateAndProof,
    BeaconAttestation,
    VoluntaryExit,
    ProposerSlashing,
    AttesterSlashing,
    SyncCommittee,
    SyncCommitteeContributionAndProof,
    BlsToExecutionChange,
    BlobSidecar,
    DataColumnSidecar,
    ExecutionPayload,
    ExecutionPayloadBid,
    PayloadAttestationMessage,
    ProposerPreferences,
    InclusionList,
}

/// <summary>A topic: the fork and digest it belongs to, its kind and, where it has subnets, which one.</summary>
public sealed record GossipTopic(ForkName Fork, ForkDigest Digest, TopicKind Kind, ulong? Subnet = null);

/// <summary>Send SSZ bytes (uncompressed) to everybody who is subscribed to the topic.</summary>
public sealed record PublishGossip(GossipTopic Topic, ReadOnlyMemory<byte> Ssz) : IGossipMessage
{
    /// <summary>True where it goes to the first half of them only, by the order in which they came: a fault on purpose.</summary>
    public bool IsToHalf { get; init; }

    /// <summary>The duty it belongs to; where there is one the sender is answered with <see cref="GossipSent"/>.</summary>
    public DutyName? Duty { get; init; }
}

/// <summary>A message of a duty was sent to so many peers.</summary>
public sealed record GossipSent(DutyName Duty, int Peers) : IGossipMessage;

/// <summary>
/// SSZ bytes that a peer sent on a topic; the receiver owes one <see cref="GossipVerdict"/> for Id, by way of <see cref="GossipVerdicts"/>.
/// </summary>
public sealed record GossipReceived(ulong Id, string Peer, GossipTopic Topic, ReadOnlyMemory<byte> Ssz, DateTimeOffset At) : IGossipMessage;

/// <summary>
/// What the receiver thinks of a message: only Accept is forwarded, Reject lowers the peer's score. IsJudged is false where nobody looked
/// at it, or what it names did not come: it counts as not seen, so that a copy of it is taken again.
/// </summary>
public sealed record GossipVerdict(ulong Id, GossipDecision Decision, string? Reason = null, bool IsJudged = true)
{
    /// <summary>True where others have said all that an ignored message says, as an aggregate of the same votes.</summary>
    public bool IsCovered { get; init; }

    /// <summary>True where an ignored message is not the first of its author's: another one was accepted before.</summary>
    public bool IsRepeat { get; init; }
}

/// <summary>
/// Verdicts that came together; from a lane to the network actor under its numbers, from there to the wire under the wire's.
/// </summary>
public sealed record GossipVerdicts(IReadOnlyList<GossipVerdict> Verdicts) : IGossipMessage;

/// <summary>What of a block's parts a message of gossip brings.</summary>
public enum JudgedPart
{
    Block,
    /// <summary>Its payload envelope (gloas on).</summary>
    Payload,
    Column,
}

/// <summary>
/// A block, a payload envelope or a data column was judged; the network actor publishes it for who measures. Message is the number by which
/// its <see cref="Source.Peer"/> names it; At is when its bytes came from the wire, or when it was given to be published.
/// </summary>
public sealed record GossipJudged(
    JudgedPart Part, ulong Message, bool IsOwn, DateTimeOffset At, DateTimeOffset JudgedAt, GossipDecision Decision);

/// <summary>
/// A lane rejected a message: published for who tells people, some a slot and lane. Block is the root of the block that it is, belongs to
/// or votes for; null, as Slot, where it names none or cannot be decoded.
/// </summary>
public sealed record GossipRefused(TopicKind Kind, string Topic, Root? Block, Slot? Slot, Source Source, string Reason)
{
    /// <summary>What of a block's parts it brings; null for any other message.</summary>
    public JudgedPart? Part { get; init; }
}

/// <summary>
/// Join the network: <see cref="GossipReceived"/> goes to the sender from now on. Joining again with the same Since changes nothing, so
/// that a node may say it often; with another, as after a restart, it takes the place of the former and owes no verdict.
/// </summary>
public sealed record JoinGossip(string Node, DateTimeOffset Since) : IGossipMessage;

/// <summary>Ask the network actor what came of its peers' messages; answered with a list of <see cref="GossipPeer"/>.</summary>
public sealed record GetGossipPeers : IGossipMessage;

/// <summary>
/// A peer as one node sees it: what came of its messages, what is not decided yet, and what was dropped because too much was undecided.
/// </summary>
public sealed record GossipPeer(string Node, ulong Accepted, ulong Ignored, ulong Rejected, ulong Dropped, int Undecided);
