using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A WHOAREYOU that was sent and may be answered until it expires; the one before it to the same node is kept as long.</summary>
internal sealed record Challenge(byte[] Data, Enr? KnownRecord, DateTimeOffset Expires, Challenge? Before);
