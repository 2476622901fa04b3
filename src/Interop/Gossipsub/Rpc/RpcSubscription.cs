namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>A peer subscribes to a topic, or leaves it.</summary>
public readonly record struct RpcSubscription(ReadOnlyMemory<byte> Topic, bool IsSubscribed);
