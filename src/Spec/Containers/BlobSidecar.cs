using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>One blob with its commitment, proof and inclusion proof (`deneb/p2p-interface.md#new-blobsidecar`).</summary>
[SszContainer(Since = ForkName.Deneb)]
public sealed partial record BlobSidecar
{
    public ulong Index { get; init; }

    [Ssz("ByteVector[BYTES_PER_FIELD_ELEMENT * FIELD_ELEMENTS_PER_BLOB]")]
    public ByteList Blob { get; init; } = ByteList.Empty;

    public KZGCommitment KzgCommitment { get; init; }

    public KZGProof KzgProof { get; init; }

    public SignedBeaconBlockHeader SignedBlockHeader { get; init; } = null!;

    [Ssz("Vector[Bytes32, KZG_COMMITMENT_INCLUSION_PROOF_DEPTH]")]
    public SszList<Bytes32> KzgCommitmentInclusionProof { get; init; } = [];
}
