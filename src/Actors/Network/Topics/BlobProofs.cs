using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Topics;

/// <summary>A blob of a block, with the commitment its proof is verified against.</summary>
internal sealed record BlobProofs(Root BlockRoot, BlobSidecar Blob) : SidecarProofs(BlockRoot, Blob)
{
    /// <inheritdoc/>
    public override IWork WorkFor(WorkPriority priority, IEnumerable<object> sidecars) =>
        new VerifyBlobs(priority, BlockRoot, [.. sidecars.Cast<BlobSidecar>()]);
}
