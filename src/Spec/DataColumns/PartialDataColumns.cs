using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.DataColumns;

/// <summary>Some cells of a column, fulu on (`fulu/partial-columns/p2p-interface.md#helpers`).</summary>
public static class PartialDataColumns
{
    /// <summary>`fulu/partial-columns/p2p-interface.md#new-verify_partial_data_column_header_inclusion_proof`.</summary>
    public static bool VerifyPartialDataColumnHeaderInclusionProof(PartialDataColumnHeader header, SszContext context) =>
        BlobInclusion.VerifyCommitments(
            header.KzgCommitments, header.KzgCommitmentsInclusionProof, header.SignedBlockHeader.Message.BodyRoot, context.Preset);

    /// <summary>
    /// True where each cell belongs, in its column, to the commitment its bit names
    /// (`fulu/partial-columns/p2p-interface.md#new-verify_partial_data_column_sidecar_kzg_proofs`). There must be as many bits as
    /// commitments (ArgumentException).
    /// </summary>
    public static bool VerifyPartialDataColumnSidecarKzgProofs(
        PartialDataColumnSidecar sidecar, SszList<KZGCommitment> allCommitments, ColumnIndex columnIndex, IKzg kzg)
    {
        if (sidecar.CellsPresentBitmap.Length != allCommitments.Count)
        {
            throw new ArgumentException(
                $"{sidecar.CellsPresentBitmap.Length} bits for {allCommitments.Count} commitments", nameof(sidecar));
        }

        var commitments = new List<KZGCommitment>();
        for (var i = 0; i < allCommitments.Count; i++)
        {
            if (sidecar.CellsPresentBitmap[i])
            {
                commitments.Add(allCommitments[i]);
            }
        }

        var indices = new ulong[commitments.Count];
        Array.Fill(indices, columnIndex);
        return kzg.VerifyCellKzgProofBatch(
            KzgInputs.Of(commitments), indices, KzgInputs.Of(sidecar.PartialColumn), KzgInputs.Of(sidecar.KzgProofs)).IsValid;
    }
}
