using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>A blob as it waits for a payload, with its cells.</summary>
internal static class TestBlobs
{
    private static readonly ManagedKzg Kzg = new();

    /// <summary>A chain whose first epochs are electra's, and fulu from the third on.</summary>
    public static ChainSpec ElectraSpec { get; } = new(Preset.Minimal, ChainConfig.Minimal with
    {
        AltairForkEpoch = 0,
        BellatrixForkEpoch = 0,
        CapellaForkEpoch = 0,
        DenebForkEpoch = 0,
        ElectraForkEpoch = 0,
        FuluForkEpoch = 3,
    });

    /// <summary>
    /// Makes a block of electra in a slot that carries so many blobs, no two of which are alike, with its root and its sidecars.
    /// </summary>
    public static (SignedBeaconBlock Block, Root Root, SszContext Context, IReadOnlyList<BlobSidecar> Sidecars) ElectraBlock(
        int blobs, ulong slot = 0)
    {
        var context = ElectraSpec.Ssz(ForkName.Electra);
        PooledBlob[] carried = [.. Enumerable.Range(0, blobs).Select(number => Create((byte)(number + 1)))];
        var empty = SignedBeaconBlock.Default(context);
        var block = new SignedBeaconBlock
        {
            Message = empty.Message with
            {
                Slot = slot,
                Body = empty.Message.Body with { BlobKzgCommitments = [.. carried.Select(static blob => blob.Commitment)] },
            },
            Signature = new BLSSignature([7, .. new byte[95]]),
        };
        var sidecars = BlobSidecars.GetBlobSidecars(
            block, [.. carried.Select(static blob => blob.Blob)], [.. carried.Select(static blob => blob.BlobProof)], context);
        return (block, block.Message.HashTreeRoot(context), context, sidecars);
    }

    /// <summary>Makes one; the same each time.</summary>
    public static (PooledBlob Blob, CellsAndProofs Cells) Create()
    {
        var blob = Create(0);
        return (blob, CellsAndProofs.Compute(Kzg, blob.Blob.AsSpan(), out _)!);
    }

    /// <summary>Makes the one of a number, without its cells.</summary>
    public static PooledBlob Create(byte number)
    {
        var bytes = new byte[KzgSizes.BytesPerBlob];
        for (var i = 1; i < bytes.Length; i += KzgSizes.BytesPerFieldElement)
        {
            bytes[i] = (byte)i;
        }

        bytes[2] = number;
        var blob = PooledBlob.Create(Kzg, bytes, out _);
        Assert.NotNull(blob);
        return blob;
    }
}
