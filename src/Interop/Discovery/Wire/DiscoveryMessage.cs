namespace Consensoor.Interop.Discovery.Wire;

/// <summary>A message of discv5.1 with the id of its request.</summary>
public abstract record DiscoveryMessage(RequestId Id);
