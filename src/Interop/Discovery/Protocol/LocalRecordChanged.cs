using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>This node's record was signed anew, with a higher sequence number; whoever keeps it across restarts keeps this one.</summary>
public sealed record LocalRecordChanged(Enr Record) : DiscoveryEvent;
