using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.DataColumns;

public static partial class DataColumnSidecars
{
    /// <summary>
    /// All sidecars of a block, from the cells and proofs of each of its blobs (`fulu/validator.md#get_data_column_sidecars_from_block`,
    /// `gloas/builder.md#modified-get_data_column_sidecars_from_block`). None where there are no blobs.
    /// </summary>
    public static IReadOnlyList<DataColumnSidecar> GetDataColumnSidecarsFromBlock(
        SignedBeaconBlock signedBlock, IReadOnlyList<CellsAndProofs> cellsAndKzgProofs, SszContext context)
    {
        var block = signedBlock.Message;
        return context.Fork >= ForkName.Gloas
            ? GetDataColumnSidecars(block.HashTreeRoot(context), block.Slot, cellsAndKzgProofs, context)
            : GetDataColumnSidecars(
                BlobInclusion.ComputeSignedBlockHeader(signedBlock, context),
                block.Body.BlobKzgCommitments,
                BlobInclusion.Prove(block.Body, BlobInclusion.CommitmentsGindex, context),
                cellsAndKzgProofs,
                context);
    }

    /// <summary>
    /// All sidecars of a block from one of them and the cells and proofs of each blob
    /// (`fulu/validator.md#get_data_column_sidecars_from_column_sidecar`, modified in gloas).
    /// </summary>
    public static IReadOnlyList<DataColumnSidecar> GetDataColumnSidecarsFromColumnSidecar(
        DataColumnSidecar sidecar, IReadOnlyList<CellsAndProofs> cellsAndKzgProofs, SszContext context) =>
        context.Fork >= ForkName.Gloas
            ? GetDataColumnSidecars(sidecar.BeaconBlockRoot, sidecar.Slot, cellsAndKzgProofs, context)
            : GetDataColumnSidecars(
                sidecar.SignedBlockHeader, sidecar.KzgCommitments, sidecar.KzgCommitmentsInclusionProof, cellsAndKzgProofs, context);

    /// <summary>
    /// The sidecars of fulu (`fulu/validator.md#get_data_column_sidecars`); there must be cells for each commitment (ArgumentException).
    /// </summary>
    public static IReadOnlyList<DataColumnSidecar> GetDataColumnSidecars(
        SignedBeaconBlockHeader signedBlockHeader,
        SszList<KZGCommitment> kzgCommitments,
        SszList<Bytes32> kzgCommitmentsInclusionProof,
        IReadOnlyList<CellsAndProofs> cellsAndKzgProofs,
        SszContext context)
    {
        if (cellsAndKzgProofs.Count != kzgCommitments.Count)
        {
            throw new ArgumentException(
                $"cells of {cellsAndKzgProofs.Count} blobs for {kzgCommitments.Count} commitments", nameof(cellsAndKzgProofs));
        }

        return Columns(cellsAndKzgProofs, context, sidecar => sidecar with
        {
            KzgCommitments = kzgCommitments,
            SignedBlockHeader = signedBlockHeader,
            KzgCommitmentsInclusionProof = kzgCommitmentsInclusionProof,
        });
    }

    /// <summary>The sidecars of gloas and later (`gloas/builder.md#modified-get_data_column_sidecars`).</summary>
    public static IReadOnlyList<DataColumnSidecar> GetDataColumnSidecars(
        Root beaconBlockRoot, Slot slot, IReadOnlyList<CellsAndProofs> cellsAndKzgProofs, SszContext context) =>
        Columns(cellsAndKzgProofs, context, sidecar => sidecar with { Slot = slot, BeaconBlockRoot = beaconBlockRoot });

    private static DataColumnSidecar[] Columns(
        IReadOnlyList<CellsAndProofs> blobs, SszContext context, Func<DataColumnSidecar, DataColumnSidecar> complete)
    {
        if (blobs.Count == 0)
        {
            return [];
        }

        var sidecars = new DataColumnSidecar[context.Preset.NumberOfColumns];
        for (var column = 0; column < sidecars.Length; column++)
        {
            sidecars[column] = complete(new DataColumnSidecar
            {
                Index = (ColumnIndex)column,
                Column = SszList.From(blobs.Select(blob => blob.Cells[column])),
                KzgProofs = SszList.From(blobs.Select(blob => blob.Proofs[column])),
            });
        }

        return sidecars;
    }
}
