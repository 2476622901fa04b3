using Consensoor.Messages;

namespace Consensoor.Actors.Network.Topics;

/// <summary>
/// A message was accepted on gossip, the node's own among them; published by its lane for who tells others. Now is the slot of the view it
/// was judged on.
/// </summary>
internal sealed record GossipAccepted(TopicKind Kind, object Value, Slot Now);
