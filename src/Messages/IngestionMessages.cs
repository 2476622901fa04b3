using Consensoor.Spec.Gossip;

namespace Consensoor.Messages;

/// <summary>
/// Publish a message of this node's own (one of the containers of a gossip topic; Subnet where its topic has subnets). It takes the road of the others' messages, and is sent
/// once it is accepted; the sender is answered with <see cref="Published"/>.
/// </summary>
public sealed record Publish(object Message, ulong? Subnet = null);

/// <summary>What became of a message of this node's own: sent where it was accepted, else not, and why. Message is the one the sender gave.</summary>
public sealed record Published(object Message, GossipDecision Decision, string? Reason);

/// <summary>
/// A decoded message whose gossip conditions and signatures are still to be checked; the sender is answered with a <see cref="GossipVerdict"/> for Id.
/// </summary>
public sealed record GossipMessage(ulong Id, object Value, ulong Subnet, Source Source);
