using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.PartialColumns;

/// <summary>A cell of a column, BYTES_PER_CELL bytes, with its KZG proof.</summary>
public readonly record struct ProvenCell(ByteList Bytes, KZGProof Proof);
