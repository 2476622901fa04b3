using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Bench.Native;

/// <summary>KZG on full blobs of random field elements, the tables of both sides made beforehand.</summary>
internal sealed class BlobOperations(InputFolder folder)
{
    private const int Blobs = 6;
    private const int Cells = KzgSizes.CellsPerExtBlob;
    private const int CellLength = 2 * KzgSizes.BytesPerBlob / Cells;

    private readonly ManagedKzg _kzg = new();
    private readonly byte[] _commitment = new byte[KzgSizes.BytesPerCommitment];
    private readonly byte[] _cells = new byte[Cells * CellLength];
    private readonly byte[] _proofs = new byte[Cells * KzgSizes.BytesPerProof];
    private byte[] _blob = [];
    private ReadOnlyMemory<byte>[] _allCommitments = [];
    private ulong[] _allIndices = [];
    private ReadOnlyMemory<byte>[] _allCells = [];
    private ReadOnlyMemory<byte>[] _allProofs = [];
    private bool _isValid;

    internal IEnumerable<Operation> All =>
    [
        new("cell-proof-batch", "verify_cell_kzg_proof_batch, 128 cells of each of 6 blobs", "all from bytes", 0.8, 1,
            Prepare,
            () => _isValid = _kzg.VerifyCellKzgProofBatch(_allCommitments, _allIndices, _allCells, _allProofs).IsValid,
            () => [_isValid ? (byte)1 : (byte)0]),
        new("cells-and-proofs", "compute_cells_and_kzg_proofs of one blob", "theirs with `precompute` 8: 96 MiB of tables", 1.5, 1,
            Prepare, () => _kzg.ComputeCellsAndKzgProofs(_blob, _cells, _proofs), () => [.. _cells, .. _proofs]),
        new("commitment", "blob_to_kzg_commitment", "for information", null, 1,
            Prepare, () => _kzg.BlobToKzgCommitment(_blob, _commitment), () => _commitment),
        new("recover", "recover_cells_and_kzg_proofs from half of the cells", "for information", null, 1,
            Prepare, Recover, () => [.. _cells, .. _proofs]),
    ];

    private void Recover() =>
        _kzg.RecoverCellsAndKzgProofs(_allIndices.AsSpan(0, Cells / 2), _allCells.AsSpan(0, Cells / 2), _cells, _proofs);

    private void Prepare()
    {
        if (_blob.Length > 0)
            return;
        var blobs = new byte[Blobs * KzgSizes.BytesPerBlob];
        var commitments = new byte[Blobs * KzgSizes.BytesPerCommitment];
        var cells = new byte[Blobs * Cells * CellLength];
        var proofs = new byte[Blobs * Cells * KzgSizes.BytesPerProof];
        new Random(1).NextBytes(blobs);
        for (var i = 0; i < blobs.Length; i += KzgSizes.BytesPerFieldElement)
            blobs[i] = 0;

        _kzg.Prepare();
        for (var i = 0; i < Blobs; i++)
        {
            var blob = Part(blobs, Blobs, i);
            _kzg.BlobToKzgCommitment(blob, Part(commitments, Blobs, i));
            _kzg.ComputeCellsAndKzgProofs(blob, Part(cells, Blobs, i), Part(proofs, Blobs, i));
        }

        _blob = Part(blobs, Blobs, 0).ToArray();
        _allCommitments = [.. Enumerable.Range(0, Blobs * Cells)
            .Select(i => (ReadOnlyMemory<byte>)commitments.AsMemory(i / Cells * KzgSizes.BytesPerCommitment, KzgSizes.BytesPerCommitment))];
        _allIndices = [.. Enumerable.Range(0, Blobs * Cells).Select(static i => (ulong)(i % Cells))];
        _allCells = [.. cells.Chunk(CellLength).Select(static part => (ReadOnlyMemory<byte>)part)];
        _allProofs = [.. proofs.Chunk(KzgSizes.BytesPerProof).Select(static part => (ReadOnlyMemory<byte>)part)];
        folder.Write("blobs", blobs);
        folder.Write("commitments", commitments);
        folder.Write("cells", cells);
        folder.Write("proofs", proofs);
    }

    private static Span<byte> Part(byte[] all, int parts, int index) => all.AsSpan(index * (all.Length / parts), all.Length / parts);
}
