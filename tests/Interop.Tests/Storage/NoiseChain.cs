using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Xunit;
using static Consensoor.Interop.Tests.Storage.NoiseRows;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>A chain of noise in a store, as storage writes one, and what of it must be there.</summary>
internal static class NoiseChain
{
    /// <summary>The slots of it.</summary>
    public const int Slots = 48;

    /// <summary>The payload of a slot.</summary>
    public static StoredEnvelopeRow Payload(int slot) => new(RootOf(slot), (ulong)slot, ForkName.Gloas, Block(slot + 1000).Ssz[..900]);

    /// <summary>A block and a payload a slot and a flush, an anchor every eight; says each time what is on disk by now.</summary>
    public static void Fill(IChainStore store, Action<int, int> flushed)
    {
        var anchor = 0;
        for (var slot = 1; slot <= Slots; slot++)
        {
            store.PutBlock(Block(slot));
            store.PutEnvelope(Payload(slot));
            store.Flush();
            flushed(slot, anchor);
            if (slot % 8 == 0)
            {
                store.PutAnchor(Anchor(slot), [.. Enumerable.Range(0, 9).Select(back => RootOf(slot - back))], keepsFormer: slot % 24 == 0);
                anchor = slot;
                flushed(slot, anchor);
            }
        }
    }

    /// <summary>
    /// Fails where a store has not what was flushed up to a slot and an anchor, or has something else than what was written.
    /// </summary>
    public static void Holds(IChainStore store, int slot, int anchor)
    {
        var kept = store.Anchor;
        Assert.True(anchor == 0 || (int)kept!.Slot >= anchor, "anchor");
        Assert.True(kept is null || kept.StateSsz.AsSpan().SequenceEqual(Anchor((int)kept.Slot).StateSsz), "the anchor's state is another");
        for (var on = 1; on <= slot; on++)
        {
            Assert.Equal(Block(on).Ssz, store.GetBlock(RootOf(on))?.Ssz);
            Assert.Equal(Payload(on).Ssz, store.GetEnvelope(RootOf(on))?.Ssz);
            Assert.True(on > anchor || store.GetFinalizedRoot((Slot)on) == RootOf(on), $"finalized root of slot {on}");
        }

        for (var on = slot + 1; on <= Slots; on++)
        {
            Assert.True(store.GetBlock(RootOf(on)) is not { } row || row.Ssz.AsSpan().SequenceEqual(Block(on).Ssz), $"torn block {on}");
        }
    }
}
