namespace Consensoor.Interop.Discovery.Wire;

/// <summary>Asks whether the receiver lives, and says which sequence number the sender's record has.</summary>
public sealed record Ping(RequestId Id, ulong EnrSequence) : DiscoveryMessage(Id);
