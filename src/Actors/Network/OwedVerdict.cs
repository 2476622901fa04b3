using Consensoor.Messages;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network;

/// <summary>
/// A message that a lane has and whose verdict is owed: to a peer by way of the wire (WireId is the wire's number), or to who published it.
/// Hash is that by which it counts as seen, null where another copy had it seen before.
/// </summary>
internal sealed record OwedVerdict(TopicKind Kind, Slot Since, Bytes32? Hash, string? Peer, ulong WireId, OwnMessage? Own)
{
    /// <summary>When its bytes came, or when it was given to be published.</summary>
    public required DateTimeOffset At { get; init; }
}
