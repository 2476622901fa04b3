namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>A peer subscribes to a topic, or leaves it; Partial is what it says of partial messages there.</summary>
public readonly record struct RpcSubscription(
    ReadOnlyMemory<byte> Topic, bool IsSubscribed, PartialSupport Partial = PartialSupport.None);
