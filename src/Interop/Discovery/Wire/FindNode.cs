namespace Consensoor.Interop.Discovery.Wire;

/// <summary>Asks for nodes at logarithmic distances from the receiver; at 0 is the receiver itself.</summary>
public sealed record FindNode(RequestId Id, IReadOnlyList<int> Distances) : DiscoveryMessage(Id);
