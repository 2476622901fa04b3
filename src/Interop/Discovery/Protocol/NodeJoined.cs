using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A node answered at its record's address and is in the table.</summary>
public sealed record NodeJoined(Enr Record) : DiscoveryEvent;
