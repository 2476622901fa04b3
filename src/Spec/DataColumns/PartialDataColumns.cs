using Consensoor.Spec.Config;
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
        var commitments = CommitmentsOf(sidecar, allCommitments);
        var indices = new ulong[commitments.Count];
        Array.Fill(indices, columnIndex);
        return kzg.VerifyCellKzgProofBatch(
            KzgInputs.Of(commitments), indices, KzgInputs.Of(sidecar.PartialColumn), KzgInputs.Of(sidecar.KzgProofs)).IsValid;
    }

    /// <summary>
    /// The commitments of the cells that a partial column has, in their order. There must be as many bits as commitments
    /// (ArgumentException).
    /// </summary>
    public static SszList<KZGCommitment> CommitmentsOf(PartialDataColumnSidecar sidecar, SszList<KZGCommitment> allCommitments)
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

        return SszList.From(commitments);
    }

    /// <summary>
    /// The most bytes of a partial column by the largest number of blobs of the blob schedule
    /// (`gloas/partial-columns/p2p-interface.md#new-compute_max_partial_data_column_sidecar_size`); in fulu with a header beside the cells.
    /// </summary>
    public static ulong ComputeMaxPartialDataColumnSidecarSize(SszContext context)
    {
        var config = context.Spec.Config;
        var most = config.BlobSchedule.Aggregate(
            config.MaxBlobsPerBlockElectra, static (most, entry) => Math.Max(most, entry.MaxBlobsPerBlock));
        var blobs = (int)Math.Min(most, context.Preset.MaxBlobCommitmentsPerBlock);
        var cell = ByteList.Create(new byte[KzgSizes.BytesPerCell]);
        return (ulong)new PartialDataColumnSidecar
        {
            CellsPresentBitmap = BitList.Zeros(blobs),
            PartialColumn = SszList.From(Enumerable.Repeat(cell, blobs)),
            KzgProofs = SszList.From(Enumerable.Repeat(default(KZGProof), blobs)),
            Header = context.Fork >= ForkName.Gloas
                ? []
                :
                [
                    PartialDataColumnHeader.Default(context) with
                    {
                        KzgCommitments = SszList.From(Enumerable.Repeat(default(KZGCommitment), blobs)),
                    },
                ],
        }.EncodedLength(context);
    }
}
