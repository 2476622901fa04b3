namespace Consensoor.Actors.Network;

/// <summary>A part of an answer between two simulated wires, numbered from 0; the last has IsEnd and nothing else.</summary>
internal sealed record WireChunk(ulong Id, int Index, byte Code, ForkDigest? Context, ReadOnlyMemory<byte> Ssz, bool IsEnd);
