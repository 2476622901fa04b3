namespace Consensoor.Interop.Discovery.Wire;

/// <summary>Answers TALKREQ (TALKRESP); empty where the protocol is not known.</summary>
public sealed record TalkResponse(RequestId Id, ReadOnlyMemory<byte> Response) : DiscoveryMessage(Id);
