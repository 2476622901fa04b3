namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>An IHAVE: Count ids of a topic, from First on among <see cref="RpcIn.HaveIds"/>.</summary>
public readonly record struct RpcHave(ReadOnlyMemory<byte> Topic, int First, int Count);
