using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// A blob that waits for a payload, with its commitment, its blob proof (deneb, electra) and its 128 cell proofs (fulu on).
/// </summary>
public sealed record PooledBlob(
    ByteList Blob, KZGCommitment Commitment, VersionedHash VersionedHash, KZGProof BlobProof, SszList<KZGProof> CellProofs);
