using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Duties;

/// <summary>The sidecars that carry a block's blobs: blobs (deneb, electra) or columns (fulu on).</summary>
public static class Sidecars
{
    /// <summary>`deneb/validator.md#modified-getpayloadresponse`.</summary>
    public static SignedBeaconBlockHeader ComputeSignedBlockHeader(SignedBeaconBlock signedBlock, SszContext context)
    {
        var block = signedBlock.Message;
        return new SignedBeaconBlockHeader
        {
            Message = new BeaconBlockHeader
            {
                Slot = block.Slot,
                ProposerIndex = block.ProposerIndex,
                ParentRoot = block.ParentRoot,
                StateRoot = block.StateRoot,
                BodyRoot = block.Body.HashTreeRoot(context),
            },
            Signature = signedBlock.Signature,
        };
    }

    /// <summary>One sidecar a blob, deneb and electra (`deneb/validator.md#sidecar`); blobs, proofs and the block's commitments in one order.</summary>
    public static List<BlobSidecar> GetBlobSidecars(SignedBeaconBlock signedBlock, IReadOnlyList<ByteList> blobs, IReadOnlyList<KZGProof> blobKzgProofs, SszContext context)
    {
        var body = signedBlock.Message.Body;
        var header = ComputeSignedBlockHeader(signedBlock, context);
        var tree = body.ToNode(context);
        var sidecars = new List<BlobSidecar>(blobs.Count);
        for (var index = 0; index < blobs.Count; index++)
        {
            sidecars.Add(new BlobSidecar
            {
                Index = (ulong)index,
                Blob = blobs[index],
                KzgCommitment = body.BlobKzgCommitments[index],
                KzgProof = blobKzgProofs[index],
                SignedBlockHeader = header,
                KzgCommitmentInclusionProof = LightClientProofs.ComputeMerkleProof(tree, CommitmentIndex(context, index)),
            });
        }

        return sidecars;
    }

    /// <summary>The columns of a block, fulu and gloas on; one row of cells and proofs a blob (`fulu/validator.md#get_data_column_sidecars_from_block`, `gloas/builder.md#modified-get_data_column_sidecars_from_block`).</summary>
    public static List<DataColumnSidecar> GetDataColumnSidecarsFromBlock(SignedBeaconBlock signedBlock, IReadOnlyList<CellsAndProofs> cellsAndKzgProofs, SszContext context)
    {
        var block = signedBlock.Message;
        return GetDataColumnSidecars(
            context.Fork >= ForkName.Gloas
                ? new DataColumnSidecar { BeaconBlockRoot = block.HashTreeRoot(context), Slot = block.Slot }
                : new DataColumnSidecar
                {
                    SignedBlockHeader = ComputeSignedBlockHeader(signedBlock, context),
                    KzgCommitments = block.Body.BlobKzgCommitments,
                    KzgCommitmentsInclusionProof = LightClientProofs.ComputeMerkleProof(block.Body.ToNode(context), BlobKzgCommitmentsGindex),
                },
            cellsAndKzgProofs,
            context);
    }

    /// <summary>All columns from any one of them and the cells of all blobs (`fulu/validator.md#get_data_column_sidecars_from_column_sidecar`).</summary>
    public static List<DataColumnSidecar> GetDataColumnSidecarsFromColumnSidecar(
        DataColumnSidecar sidecar, IReadOnlyList<CellsAndProofs> cellsAndKzgProofs, SszContext context) => GetDataColumnSidecars(sidecar, cellsAndKzgProofs, context);

    /// <summary>The subnet of a blob sidecar (`deneb/validator.md#sidecar`, `electra/p2p-interface.md`).</summary>
    public static ulong ComputeSubnetForBlobSidecar(ChainConfig config, ForkName fork, ulong blobIndex) =>
        blobIndex % (fork >= ForkName.Electra ? config.BlobSidecarSubnetCountElectra : config.BlobSidecarSubnetCount);

    /// <summary>The subnet of a column (`fulu/p2p-interface.md#compute_subnet_for_data_column_sidecar`).</summary>
    public static ulong ComputeSubnetForDataColumnSidecar(ChainConfig config, ColumnIndex columnIndex) => columnIndex % config.DataColumnSidecarSubnetCount;

    /// <summary>The generalized index of a body's commitments, deneb to fulu: field 11 of a container with 9 to 16 fields.</summary>
    private const ulong BlobKzgCommitmentsGindex = 16 + 11;

    /// <summary>Columns that share everything but index, cells and proofs with a template (`fulu/validator.md#get_data_column_sidecars`, `gloas/builder.md#modified-get_data_column_sidecars`).</summary>
    private static List<DataColumnSidecar> GetDataColumnSidecars(DataColumnSidecar template, IReadOnlyList<CellsAndProofs> cellsAndKzgProofs, SszContext context)
    {
        var columns = (int)context.Preset.NumberOfColumns;
        var sidecars = new List<DataColumnSidecar>(columns);
        for (var column = 0; column < columns; column++)
        {
            sidecars.Add(template with
            {
                Index = (ColumnIndex)column,
                Column = [.. cellsAndKzgProofs.Select(row => row.Cells[column])],
                KzgProofs = [.. cellsAndKzgProofs.Select(row => row.Proofs[column])],
            });
        }

        return sidecars;
    }

    // The list's data root is the left child of the field's node, its limit a power of two.
    private static ulong CommitmentIndex(SszContext context, int index) => (BlobKzgCommitmentsGindex * 2 * context.Preset.MaxBlobCommitmentsPerBlock) + (ulong)index;
}
