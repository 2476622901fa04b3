using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Work;

/// <summary>
/// Many columns of one block against its commitments in one KZG batch: `verify_data_column_sidecar` and
/// `verify_data_column_sidecar_kzg_proofs` (`gloas/p2p-interface.md`; before gloas the sidecar carries the commitments itself, and they
/// must be the block's).
/// </summary>
internal static class ColumnVerification
{
    public static bool AllHold(IKzg kzg, IReadOnlyList<DataColumnSidecar> columns, SszList<KZGCommitment> commitments)
    {
        if (!columns.All(column => IsWellFormed(column, commitments)))
        {
            return false;
        }

        var cells = columns.Count * commitments.Count;
        var cellCommitments = new ReadOnlyMemory<byte>[cells];
        var cellIndices = new ulong[cells];
        var cellBytes = new ReadOnlyMemory<byte>[cells];
        var proofs = new ReadOnlyMemory<byte>[cells];
        var at = 0;
        foreach (var column in columns)
        {
            for (var row = 0; row < commitments.Count; row++, at++)
            {
                cellCommitments[at] = commitments[row].AsSpan().ToArray();
                cellIndices[at] = column.Index;
                cellBytes[at] = column.Column[row].AsMemory();
                proofs[at] = column.KzgProofs[row].AsSpan().ToArray();
            }
        }

        return kzg.VerifyCellKzgProofBatch(cellCommitments, cellIndices, cellBytes, proofs).IsValid;
    }

    private static bool IsWellFormed(DataColumnSidecar column, SszList<KZGCommitment> commitments) =>
        column.Index < KzgSizes.CellsPerExtBlob
        && column.Column.Count > 0
        && column.Column.Count == commitments.Count
        && column.KzgProofs.Count == commitments.Count
        && (column.KzgCommitments.Count == 0 || column.KzgCommitments == commitments);
}
