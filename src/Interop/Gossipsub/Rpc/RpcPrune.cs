namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>A PRUNE with its back-off in seconds; null where it names none. Its peer exchange is not read.</summary>
public readonly record struct RpcPrune(ReadOnlyMemory<byte> Topic, ulong? BackOff);
