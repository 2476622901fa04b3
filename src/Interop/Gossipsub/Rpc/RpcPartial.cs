namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>
/// A `PartialMessagesExtension`: parts of the message that a group id names (Message), and which parts the sender has and wants (Metadata),
/// either of which is null where it was not sent.
/// </summary>
public readonly record struct RpcPartial(
    ReadOnlyMemory<byte> Topic, ReadOnlyMemory<byte> Group, ReadOnlyMemory<byte>? Message, ReadOnlyMemory<byte>? Metadata);
