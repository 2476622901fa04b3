using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Sync;

/// <summary>Says how many bytes what came for a range has, as it is written.</summary>
internal static class RangeBytes
{
    /// <summary>Bytes of blocks, envelopes, blobs and columns.</summary>
    public static long Of(RangeBatch batch, ChainSpec spec)
    {
        var bytes = 0L;
        foreach (var block in batch.Blocks)
        {
            bytes += block.EncodedLength(spec.Ssz(spec.ForkAtSlot(block.Message.Slot)));
        }

        foreach (var envelope in batch.Envelopes)
        {
            bytes += envelope.EncodedLength(spec.Ssz(spec.ForkAtSlot(envelope.Message.Payload.SlotNumber)));
        }

        foreach (var blob in batch.Blobs.SelectMany(static part => part.Blobs))
        {
            bytes += blob.EncodedLength(spec.Ssz(ForkName.Deneb));
        }

        foreach (var column in batch.Columns.SelectMany(static part => part.Columns))
        {
            bytes += column.EncodedLength(spec.Ssz(column.SignedBlockHeader is null ? ForkName.Gloas : ForkName.Fulu));
        }

        return bytes;
    }
}
