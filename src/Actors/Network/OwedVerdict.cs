using Consensoor.Messages;

namespace Consensoor.Actors.Network;

/// <summary>
/// A message that a lane has and whose verdict is owed: to a peer by way of the wire (WireId is the wire's number), or to who published it.
/// </summary>
internal sealed record OwedVerdict(TopicKind Kind, Slot Since, string? Peer, ulong WireId, OwnMessage? Own);
