using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.DataColumns;

/// <summary>
/// Columns of extended blob data on their way beside their block, fulu on (`fulu/p2p-interface.md#helpers`,
/// `gloas/p2p-interface.md#helpers`).
/// </summary>
public static partial class DataColumnSidecars
{
    /// <summary>True for a well-formed sidecar of fulu (`fulu/p2p-interface.md#new-verify_data_column_sidecar`).</summary>
    public static bool VerifyDataColumnSidecar(DataColumnSidecar sidecar, SszContext context)
    {
        var epoch = Misc.ComputeEpochAtSlot(context.Preset, sidecar.SignedBlockHeader.Message.Slot);
        return sidecar.KzgCommitments.Count > 0
            && (ulong)sidecar.KzgCommitments.Count <= Misc.GetBlobParameters(context.Spec.Config, epoch).MaxBlobsPerBlock
            && VerifyDataColumnSidecar(sidecar, sidecar.KzgCommitments, context);
    }

    /// <summary>
    /// True for a well-formed sidecar of gloas and later, whose commitments are in the bid of its block
    /// (`gloas/p2p-interface.md#modified-verify_data_column_sidecar`).
    /// </summary>
    public static bool VerifyDataColumnSidecar(DataColumnSidecar sidecar, SszList<KZGCommitment> kzgCommitments, SszContext context) =>
        sidecar.Index < context.Preset.NumberOfColumns
        && sidecar.Column.Count > 0
        && sidecar.Column.Count == kzgCommitments.Count
        && sidecar.Column.Count == sidecar.KzgProofs.Count;

    /// <summary>
    /// True where each cell of the column belongs to its commitment
    /// (`gloas/p2p-interface.md#modified-verify_data_column_sidecar_kzg_proofs`; in fulu with the sidecar's own commitments).
    /// </summary>
    public static bool VerifyDataColumnSidecarKzgProofs(DataColumnSidecar sidecar, SszList<KZGCommitment> kzgCommitments, IKzg kzg)
    {
        var indices = new ulong[sidecar.Column.Count];
        Array.Fill(indices, sidecar.Index);
        return kzg.VerifyCellKzgProofBatch(
            KzgInputs.Of(kzgCommitments), indices, KzgInputs.Of(sidecar.Column), KzgInputs.Of(sidecar.KzgProofs)).IsValid;
    }

    /// <summary>
    /// True where the sidecar's commitments are those of the body its header names
    /// (`fulu/p2p-interface.md#new-verify_data_column_sidecar_inclusion_proof`).
    /// </summary>
    public static bool VerifyDataColumnSidecarInclusionProof(DataColumnSidecar sidecar, SszContext context) =>
        BlobInclusion.VerifyCommitments(
            sidecar.KzgCommitments, sidecar.KzgCommitmentsInclusionProof, sidecar.SignedBlockHeader.Message.BodyRoot, context.Preset);

    /// <summary>Gives the commitments of a block: those of its bid from gloas on, its own before; null before deneb.</summary>
    public static SszList<KZGCommitment>? CommitmentsOf(BeaconBlockBody body) =>
        body.SignedExecutionPayloadBid?.Message.BlobKzgCommitments ?? body.BlobKzgCommitments;

    /// <summary>
    /// True where a column says of itself that it is of a block, whose root it names: in fulu it carries the block's signed header and
    /// proves its commitments to be the block's, from gloas on it names the slot.
    /// </summary>
    public static bool IsOfBlock(DataColumnSidecar sidecar, SignedBeaconBlock block, SszContext context) => context.Fork >= ForkName.Gloas
        ? sidecar.SignedBlockHeader is null && sidecar.Slot == block.Message.Slot
        : sidecar.SignedBlockHeader is { } header
            && header.Signature == block.Signature
            && VerifyDataColumnSidecarInclusionProof(sidecar, context);
}
