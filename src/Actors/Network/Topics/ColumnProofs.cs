using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Topics;

/// <summary>A data column of a block, and the commitments its proofs are verified against.</summary>
internal sealed record ColumnProofs(Root BlockRoot, DataColumnSidecar Column, SszList<KZGCommitment> Commitments)
    : SidecarProofs(BlockRoot, Column)
{
    /// <inheritdoc/>
    public override IWork WorkFor(WorkPriority priority, IEnumerable<object> sidecars) =>
        new VerifyDataColumns(priority, BlockRoot, Commitments, [.. sidecars.Cast<DataColumnSidecar>()]);
}
