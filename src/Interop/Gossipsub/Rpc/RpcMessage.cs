namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>
/// A published message of an RPC. IsSigned says that it carries `from`, `seqno`, `signature` or `key`, which StrictNoSign forbids.
/// </summary>
public readonly record struct RpcMessage(ReadOnlyMemory<byte> Topic, ReadOnlyMemory<byte> Data, bool IsSigned);
