namespace Consensoor.Interop.Discovery.Wire;

/// <summary>Answers FINDNODE, in <paramref name="Total"/> messages; the records are as they came, not verified yet.</summary>
public sealed record Nodes(RequestId Id, ulong Total, IReadOnlyList<ReadOnlyMemory<byte>> Records) : DiscoveryMessage(Id);
