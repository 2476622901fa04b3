namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// Bytes to send to a peer as they are, the length in front. Several peers share the bytes of a message: nobody may change them. Id is that
/// of the message in it, so that a queue can drop it when the peer says IDONTWANT; null where there is none.
/// </summary>
public readonly record struct GossipFrame(string Peer, ReadOnlyMemory<byte> Bytes, FramePriority Priority, MessageId? Id = null);
