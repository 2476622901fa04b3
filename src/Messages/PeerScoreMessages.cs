namespace Consensoor.Messages;

/// <summary>The scores of gossip that a node's peers have, by peer, once a slot; on the event stream.</summary>
public sealed record PeerScores(IReadOnlyList<PeerScore> Peers);

/// <summary>The score that a node gives a peer in gossip, P1 to P7 together.</summary>
public sealed record PeerScore(string Peer, double Score);

/// <summary>A peer was reported to the network, with what it did; on the event stream.</summary>
public sealed record PeerReported(string Peer, PeerOffence Offence, string Reason);

/// <summary>
/// The node said goodbye to a peer, with the score it had in gossip, the number of the reason on the wire and what it was, and bans it for
/// a time or not; on the event stream.
/// </summary>
public sealed record PeerLeft(string Peer, double Score, ulong Reason, string Why, bool IsBanned);
