using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// The part of a data column sidecar that all columns of a block share
/// (`fulu/partial-columns/p2p-interface.md#new-partialdatacolumnheader`).
/// </summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record PartialDataColumnHeader
{
    [Ssz("List[KZGCommitment, MAX_BLOB_COMMITMENTS_PER_BLOCK]")]
    [Ssz("ProgressiveList[KZGCommitment]", Since = ForkName.Gloas)]
    public SszList<KZGCommitment> KzgCommitments { get; init; } = [];

    public SignedBeaconBlockHeader SignedBlockHeader { get; init; } = null!;

    [Ssz("Vector[Bytes32, KZG_COMMITMENTS_INCLUSION_PROOF_DEPTH]")]
    public SszList<Bytes32> KzgCommitmentsInclusionProof { get; init; } = [];
}
