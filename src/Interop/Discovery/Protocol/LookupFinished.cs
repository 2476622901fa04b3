using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A lookup is over: what it found, nearest first, and how many nodes it asked.</summary>
public sealed record LookupFinished(long Lookup, IReadOnlyList<Enr> Found, int Asked) : DiscoveryEvent;
