using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What stays in memory of a block for as long as the store knows it, with its body or without: one object for all that speak of the block.
/// </summary>
public sealed record BlockSummary(Root Root, Slot Slot, ValidatorIndex ProposerIndex, Root ParentRoot, Root StateRoot)
{
    /// <summary>True where the block, or from gloas on its bid, commits to blobs.</summary>
    public bool HasBlobs { get; init; }

    /// <summary>The builder whose bid the block takes (gloas on); null where its proposer built for itself.</summary>
    public BuilderIndex? Builder { get; init; }

    /// <summary>Makes the summary of a block with a root.</summary>
    public static BlockSummary Of(Root root, BeaconBlock block) =>
        new(root, block.Slot, block.ProposerIndex, block.ParentRoot, block.StateRoot)
        {
            HasBlobs = (block.Body?.SignedExecutionPayloadBid?.Message.BlobKzgCommitments ?? block.Body?.BlobKzgCommitments)?.Count > 0,
            Builder = block.Body?.SignedExecutionPayloadBid?.Message.BuilderIndex is { } builder and not Constants.BuilderIndexSelfBuild
                ? builder
                : null,
        };
}
