namespace Consensoor.Interop.Discovery.Wire;

/// <summary>Asks something of another protocol (TALKREQ).</summary>
public sealed record TalkRequest(RequestId Id, ReadOnlyMemory<byte> Protocol, ReadOnlyMemory<byte> Request) : DiscoveryMessage(Id);
