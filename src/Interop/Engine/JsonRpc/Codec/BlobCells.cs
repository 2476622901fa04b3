using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>Cells of a blob of the execution layer's mempool with their proofs (`BlobCellsAndProofsV1`); null for what it lacks.</summary>
public sealed record BlobCells(IReadOnlyList<ByteList?> Cells, IReadOnlyList<KZGProof?> Proofs);
