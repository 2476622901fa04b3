using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A node of the table was removed: it does not answer any more.</summary>
public sealed record NodeLeft(NodeId Node) : DiscoveryEvent;
