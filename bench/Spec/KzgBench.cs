using BenchmarkDotNet.Attributes;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Bench.Spec;

/// <summary>Commitments, proofs and cells of one full blob, on one thread, with the tables made already.</summary>
public class KzgBench
{
    private readonly ManagedKzg _kzg = new();
    private readonly byte[] _blob = new byte[KzgSizes.BytesPerBlob];
    private readonly byte[] _commitment = new byte[KzgSizes.BytesPerCommitment];
    private readonly byte[] _proof = new byte[KzgSizes.BytesPerProof];
    private readonly byte[] _cells = new byte[2 * KzgSizes.BytesPerBlob];
    private readonly byte[] _proofs = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof];
    private ReadOnlyMemory<byte>[] _cellCommitments = [];
    private ReadOnlyMemory<byte>[] _eachCell = [];
    private ReadOnlyMemory<byte>[] _eachProof = [];
    private readonly byte[] _recoveredCells = new byte[2 * KzgSizes.BytesPerBlob];
    private readonly byte[] _recoveredProofs = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof];
    private readonly ulong[] _indices = [.. Enumerable.Range(0, KzgSizes.CellsPerExtBlob).Select(static i => (ulong)i)];

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(_blob);
        for (var i = 0; i < _blob.Length; i += KzgSizes.BytesPerFieldElement)
        {
            _blob[i] = 0;
        }

        _kzg.BlobToKzgCommitment(_blob, _commitment);
        _kzg.ComputeBlobKzgProof(_blob, _commitment, _proof);
        _kzg.ComputeCellsAndKzgProofs(_blob, _cells, _proofs);
        _cellCommitments = [.. _indices.Select(_ => (ReadOnlyMemory<byte>)_commitment)];
        _eachCell = Split(_cells);
        _eachProof = Split(_proofs);
        if (!VerifyBlobKzgProof().IsValid || !VerifyCellKzgProofBatch().IsValid)
        {
            throw new InvalidOperationException("the blob's own proofs are refused");
        }
    }

    [Benchmark(Description = "blob_to_kzg_commitment")]
    public KzgResult BlobToKzgCommitment() => _kzg.BlobToKzgCommitment(_blob, _commitment);

    [Benchmark(Baseline = true, Description = "verify_blob_kzg_proof")]
    public KzgResult VerifyBlobKzgProof() => _kzg.VerifyBlobKzgProof(_blob, _commitment, _proof);

    [Benchmark(Description = "compute_cells_and_kzg_proofs")]
    public KzgResult ComputeCellsAndKzgProofs() => _kzg.ComputeCellsAndKzgProofs(_blob, _cells, _proofs);

    [Benchmark(Description = "recover_cells_and_kzg_proofs, half of the cells")]
    public KzgResult RecoverCellsAndKzgProofs() =>
        _kzg.RecoverCellsAndKzgProofs(
            _indices.AsSpan(0, _indices.Length / 2), _eachCell.AsSpan(0, _indices.Length / 2), _recoveredCells, _recoveredProofs);

    [Benchmark(Description = "verify_cell_kzg_proof_batch, 128 cells of one blob")]
    public KzgResult VerifyCellKzgProofBatch() => _kzg.VerifyCellKzgProofBatch(_cellCommitments, _indices, _eachCell, _eachProof);

    private static ReadOnlyMemory<byte>[] Split(byte[] bytes) =>
        [.. bytes.Chunk(bytes.Length / KzgSizes.CellsPerExtBlob).Select(static part => (ReadOnlyMemory<byte>)part)];
}
