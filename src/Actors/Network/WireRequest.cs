namespace Consensoor.Actors.Network;

/// <summary>A request between two simulated wires; Id is the asker's.</summary>
internal sealed record WireRequest(ulong Id, string Protocol, ReadOnlyMemory<byte> Ssz);
