using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Duties;

/// <summary>The cells of one extended blob and their proofs, in column order (`fulu/das-core.md`).</summary>
public sealed record CellsAndProofs(IReadOnlyList<ByteList> Cells, IReadOnlyList<KZGProof> Proofs);
