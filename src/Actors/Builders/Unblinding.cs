using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Builders;

/// <summary>
/// Compares what a builder shows for a blinded block with what the block promises (`builder-specs`, `bellatrix/validator.md`). Proofs of
/// blobs are judged where their sidecars are made.
/// </summary>
internal static class Unblinding
{
    /// <summary>Says what differs; null where it is the payload of the header, with the blobs of the commitments.</summary>
    public static string? Difference(BlindedBeaconBlockBody body, BlindedAnswer answer, SszContext context)
    {
        var (header, blobs) = (body.ExecutionPayloadHeader, answer.Blobs ?? BuiltBlobs.None);
        var perBlob = context.Fork >= ForkName.Fulu ? KzgSizes.CellsPerExtBlob : 1;
        return !ExecutionPayloads.HeaderOf(answer.Payload!, context).Equals(header)
                ? $"it shows payload {answer.Payload!.BlockHash}, which is not that of the header {header.BlockHash}"
            : !blobs.Commitments.Equals(body.BlobKzgCommitments) ? "it shows the blobs of other commitments"
            : blobs.Blobs.Count != blobs.Commitments.Count || blobs.Proofs.Count != perBlob * blobs.Blobs.Count
                ? $"it shows {blobs.Blobs.Count} blobs and {blobs.Proofs.Count} proofs for {blobs.Commitments.Count} commitments"
            : null;
    }
}
