using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.DataColumns;

/// <summary>
/// `is_data_available` of deneb and electra over the blobs and proofs of one block (`deneb/fork-choice.md#new-is_data_available`).
/// </summary>
public sealed class RetrievedBlobs(IKzg kzg, IReadOnlyList<ByteList> blobs, IReadOnlyList<KZGProof> proofs) : IDataAvailability
{
    /// <summary>True where there is a blob and a proof for each of the block's commitments, and they match.</summary>
    public bool IsDataAvailable(BeaconBlock block, Root blockRoot) =>
        kzg.VerifyBlobKzgProofBatch(KzgInputs.Of(blobs), KzgInputs.Of(block.Body.BlobKzgCommitments), KzgInputs.Of(proofs)).IsValid;
}
