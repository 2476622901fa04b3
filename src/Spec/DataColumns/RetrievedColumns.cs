using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.DataColumns;

/// <summary>
/// `is_data_available` of fulu and later over the columns of one block (`fulu/fork-choice.md#modified-is_data_available`,
/// `gloas/fork-choice.md#modified-is_data_available`); null columns stand for a sampling that did not succeed.
/// </summary>
public sealed class RetrievedColumns(IKzg kzg, SszContext context, IReadOnlyList<DataColumnSidecar>? sidecars) : IDataAvailability
{
    /// <summary>True where the sampled columns are here, are well-formed and match the commitments.</summary>
    public bool IsDataAvailable(BeaconBlock block, Root blockRoot) =>
        sidecars is not null && sidecars.All(sidecar => Verify(sidecar, block));

    private bool Verify(DataColumnSidecar sidecar, BeaconBlock block)
    {
        if (context.Fork < ForkName.Gloas)
        {
            return DataColumnSidecars.VerifyDataColumnSidecar(sidecar, context)
                && DataColumnSidecars.VerifyDataColumnSidecarKzgProofs(sidecar, sidecar.KzgCommitments, kzg);
        }

        var commitments = block.Body.SignedExecutionPayloadBid.Message.BlobKzgCommitments;
        return DataColumnSidecars.VerifyDataColumnSidecar(sidecar, commitments, context)
            && DataColumnSidecars.VerifyDataColumnSidecarKzgProofs(sidecar, commitments, kzg);
    }
}
