using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A node of the table has a newer record.</summary>
public sealed record NodeUpdated(Enr Record) : DiscoveryEvent;
