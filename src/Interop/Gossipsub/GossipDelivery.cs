namespace Consensoor.Interop.Gossipsub;

/// <summary>A message of a peer that nobody has judged: the router owes it nothing more until its verdict is told.</summary>
public readonly record struct GossipDelivery(MessageId Id, string Peer, string Topic, ReadOnlyMemory<byte> Ssz);
