namespace Consensoor.Interop.Gossipsub;

/// <summary>An event of the router with its reason.</summary>
public readonly record struct GossipEvent(
    TimeSpan At, GossipEventKind Kind, string Peer, string? Topic, string Reason, MessageId? Id = null);
