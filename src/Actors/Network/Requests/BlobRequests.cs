using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Holds what both rows of blob sidecars need: their slot, whether there may be such a one, the range that is served.</summary>
internal static class BlobRequests
{
    /// <summary>The slot of a sidecar, by the header of its block.</summary>
    public static Slot SlotOf(BlobSidecar sidecar) => sidecar.SignedBlockHeader.Message.Slot;

    /// <summary>Why there is no such sidecar: its slot's fork has none, or not so many; null where there may be.</summary>
    public static string? Impossible(ChainSpec spec, BlobSidecar sidecar)
    {
        var fork = spec.ForkAtSlot(SlotOf(sidecar));
        return fork is not (ForkName.Deneb or ForkName.Electra) ? $"{fork} has no blob sidecars"
            : sidecar.Index >= BlobSidecars.MaxBlobsPerBlock(spec.Config, fork) ? $"{fork} has no blob {sidecar.Index} in a block"
            : null;
    }

    /// <summary>
    /// Computes the first slot of `blob_serve_range` (`deneb/p2p-interface.md#blobsidecarsbyrange-v1`) that may have blobs, 2^64-1 on a
    /// chain without deneb.
    /// </summary>
    public static Slot FirstServedSlot(ChainSpec spec, Epoch epoch) =>
        StartOf(spec, Math.Max(OldestServedEpoch(spec, epoch), spec.Config.DenebForkEpoch));

    /// <summary>Computes the first slot of MIN_EPOCHS_FOR_BLOB_SIDECARS_REQUESTS epochs, whatever its fork.</summary>
    public static Slot OldestServedSlot(ChainSpec spec, Epoch epoch) => StartOf(spec, OldestServedEpoch(spec, epoch));

    /// <summary>Computes the first slot of fulu, from which on there are no blob sidecars; 2^64-1 on a chain without it.</summary>
    public static Slot End(ChainSpec spec) => StartOf(spec, spec.Config.FuluForkEpoch);

    private static Epoch OldestServedEpoch(ChainSpec spec, Epoch epoch) =>
        Misc.SaturatingSub(epoch, spec.Config.MinEpochsForBlobSidecarsRequests);

    private static Slot StartOf(ChainSpec spec, Epoch epoch) =>
        epoch > Slot.MaxValue / spec.Preset.SlotsPerEpoch ? Slot.MaxValue : Misc.ComputeStartSlotAtEpoch(spec.Preset, epoch);
}
