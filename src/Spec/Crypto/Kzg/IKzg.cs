namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>
/// KZG commitments to blobs (EIP-4844) and to their cells (EIP-7594): the public methods of <c>deneb/polynomial-commitments.md</c> and
/// <c>fulu/polynomial-commitments-sampling.md</c>. All inputs are untrusted bytes: lengths, field elements, points and indices are checked,
/// and a result says what is wrong and where. Outputs are written only when the result is valid; an output span of the wrong length is the
/// caller's bug and throws.
/// </summary>
public interface IKzg
{
    /// <summary><c>blob_to_kzg_commitment</c>: writes the commitment (48 bytes) to a blob (131072 bytes).</summary>
    KzgResult BlobToKzgCommitment(ReadOnlySpan<byte> blob, Span<byte> commitment);

    /// <summary>
    /// <c>compute_kzg_proof</c>: writes the blob's polynomial at <paramref name="z"/> as <paramref name="y"/> (32 bytes), and the proof of
    /// it (48).
    /// </summary>
    KzgResult ComputeKzgProof(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> z, Span<byte> proof, Span<byte> y);

    /// <summary>
    /// <c>compute_blob_kzg_proof</c>: writes the proof (48 bytes) at the blob's challenge. Whether the commitment is the blob's own is not
    /// checked.
    /// </summary>
    KzgResult ComputeBlobKzgProof(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, Span<byte> proof);

    /// <summary><c>verify_kzg_proof</c>: whether the committed polynomial is <paramref name="y"/> at <paramref name="z"/>.</summary>
    KzgResult VerifyKzgProof(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> z, ReadOnlySpan<byte> y, ReadOnlySpan<byte> proof);

    /// <summary><c>verify_blob_kzg_proof</c>: whether the commitment is the blob's.</summary>
    KzgResult VerifyBlobKzgProof(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> proof);

    /// <summary><c>verify_blob_kzg_proof_batch</c>: the same for many, all or nothing; an empty batch is valid.</summary>
    KzgResult VerifyBlobKzgProofBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> blobs,
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs);

    /// <summary><c>compute_cells</c>: writes the 128 cells of 2048 bytes of the extended blob, one after the other.</summary>
    KzgResult ComputeCells(ReadOnlySpan<byte> blob, Span<byte> cells);

    /// <summary><c>compute_cells_and_kzg_proofs</c>: writes the 128 cells and their 128 proofs of 48 bytes.</summary>
    KzgResult ComputeCellsAndKzgProofs(ReadOnlySpan<byte> blob, Span<byte> cells, Span<byte> proofs);

    /// <summary>
    /// <c>recover_cells_and_kzg_proofs</c>: the same from any half of the cells or more, given in ascending order of their indices. Cells
    /// that belong to no one blob are not detected; their result is of no use.
    /// </summary>
    KzgResult RecoverCellsAndKzgProofs(
        ReadOnlySpan<ulong> cellIndices, ReadOnlySpan<ReadOnlyMemory<byte>> cells, Span<byte> recoveredCells, Span<byte> recoveredProofs);

    /// <summary>
    /// <c>verify_cell_kzg_proof_batch</c>: whether every cell belongs, at its index, to its commitment; all or nothing; an empty batch is
    /// valid.
    /// </summary>
    KzgResult VerifyCellKzgProofBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ulong> cellIndices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs);
}
