using System.Buffers;
using System.Runtime.InteropServices;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The payload timeliness committees of an epoch whose validators nobody has shuffled yet, without shuffling them
/// (`gloas/beacon-chain.md#new-compute_ptc`). Most draws are so high that only a validator above MIN_ACTIVATION_BALANCE could be taken:
/// where those few sit in the shuffled order is found from them, who sits elsewhere is asked only where the draw is low. The shuffle itself
/// is left to who needs the epoch's committees, as before gloas.
/// </summary>
internal static class EpochPtcs
{
    private const int DrawsPerRun = Sha256.MaxLanes * Sha256.HashLength / sizeof(ushort);

    // Where more are large, a shuffle costs less than finding each of them.
    private const int LeastPerLarge = 16;

    /// <summary>
    /// <see cref="Compute(BeaconState, Slot, ReadOnlySpan{Gwei}, Span{SszList{ValidatorIndex}})"/> where it is faster than a shuffle; false
    /// where it is not.
    /// </summary>
    public static bool TryCompute(
        BeaconState state, Slot firstSlot, ReadOnlySpan<Gwei> effectiveBalances, Span<SszList<ValidatorIndex>> ptcs)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, firstSlot);
        var active = state.Caches.Active(state, epoch).Indices;
        if ((ulong)ptcs.Length < state.Preset.SlotsPerEpoch || state.Caches.HasShuffling(state, epoch))
        {
            return false;
        }

        var large = Large(state.Preset, active, effectiveBalances);
        if (large.Count > active.Length / LeastPerLarge)
        {
            return false;
        }

        Compute(state, firstSlot, effectiveBalances, large, ptcs);
        return true;
    }

    /// <summary>`compute_ptc` of slots of an epoch from a first one on, by the effective balances (Gwei) of the whole registry.</summary>
    public static void Compute(
        BeaconState state, Slot firstSlot, ReadOnlySpan<Gwei> effectiveBalances, Span<SszList<ValidatorIndex>> ptcs)
    {
        var active = state.Caches.Active(state, Misc.ComputeEpochAtSlot(state.Preset, firstSlot)).Indices;
        Compute(state, firstSlot, effectiveBalances, Large(state.Preset, active, effectiveBalances), ptcs);
    }

    private static void Compute(
        BeaconState state,
        Slot firstSlot,
        ReadOnlySpan<Gwei> effectiveBalances,
        List<uint> large,
        Span<SszList<ValidatorIndex>> ptcs)
    {
        var preset = state.Preset;
        var epoch = Misc.ComputeEpochAtSlot(preset, firstSlot);
        var active = state.Caches.Active(state, epoch).Indices;
        var seed = Accessors.GetSeed(state, epoch, Constants.DomainPtcAttester);
        var slots = new Drawn[ptcs.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            var slot = firstSlot + (ulong)i;
            slots[i] = new Drawn(Misc.HashWith(seed, slot), Accessors.CommitteesAt(preset, active.Length, slot), preset.PtcSize);
            Refusal.Assert(slots[i].Length > 0, nameof(Misc.ComputeBalanceWeightedSelection));
        }

        // Who sits at a position of the shuffled order, one more than the place among the active; 0 where that is not known yet.
        var sits = ArrayPool<uint>.Shared.Rent(active.Length);
        Array.Clear(sits, 0, active.Length);
        using var table = new ShuffleTable(preset, active.Length, Accessors.GetSeed(state, epoch, Constants.DomainBeaconAttester));
        var positions = large.ToArray();
        table.Unshuffle(positions);
        for (var i = 0; i < positions.Length; i++)
        {
            sits[positions[i]] = large[i] + 1;
        }

        var most = preset.MaxEffectiveBalanceElectra;
        var low = (uint)(preset.MinActivationBalance * ushort.MaxValue / most);
        var runs = (slots.Max(static slot => slot.Length) + DrawsPerRun - 1) / DrawsPerRun;
        var draws = ArrayPool<ushort>.Shared.Rent(slots.Length * runs * DrawsPerRun);
        for (var hash = 0UL; Array.Exists(slots, static slot => !slot.IsFull); hash += (ulong)(runs * Sha256.MaxLanes))
        {
            FindLow(slots, hash, runs, low, draws, sits, table);
            for (var i = 0; i < slots.Length; i++)
            {
                slots[i].Take(draws.AsSpan(i * runs * DrawsPerRun, runs * DrawsPerRun), most, sits, active, effectiveBalances);
            }
        }

        for (var i = 0; i < slots.Length; i++)
        {
            ptcs[i] = SszList.Adopt(slots[i].Selected);
        }

        ArrayPool<ushort>.Shared.Return(draws);
        ArrayPool<uint>.Shared.Return(sits);
    }

    /// <summary>Makes the next draws of all slots, and finds who sits where they are low.</summary>
    private static void FindLow(Drawn[] slots, ulong hash, int runs, uint low, ushort[] draws, uint[] sits, ShuffleTable table)
    {
        var asked = new List<uint>();
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i].IsFull)
            {
                continue;
            }

            var own = draws.AsSpan(i * runs * DrawsPerRun, runs * DrawsPerRun);
            var row = new RandomDraws(slots[i].Seed, sizeof(ushort), hash);
            for (var run = 0; run < runs; run++)
            {
                row.NextRun().CopyTo(own[(run * DrawsPerRun)..]);
            }

            var at = slots[i].Next;
            foreach (var draw in own)
            {
                if (draw <= low && sits[slots[i].Start + at] == 0)
                {
                    asked.Add((uint)(slots[i].Start + at));
                }

                at = at + 1 == slots[i].Length ? 0 : at + 1;
            }
        }

        var positions = CollectionsMarshal.AsSpan(asked);
        var places = positions.ToArray();
        table.Shuffle(places);
        for (var i = 0; i < places.Length; i++)
        {
            sits[positions[i]] = places[i] + 1;
        }
    }

    /// <summary>The places among the active of those whose balance is above MIN_ACTIVATION_BALANCE.</summary>
    private static List<uint> Large(Preset preset, ValidatorIndex[] active, ReadOnlySpan<Gwei> effectiveBalances)
    {
        var large = new List<uint>();
        for (var place = 0; place < active.Length; place++)
        {
            if (effectiveBalances[(int)active[place]] > preset.MinActivationBalance)
            {
                large.Add((uint)place);
            }
        }

        return large;
    }

    /// <summary>A slot: its committees in the shuffled order, and whom it has drawn of them.</summary>
    private sealed class Drawn(Bytes32 seed, (int Start, int End) committees, ulong size)
    {
        private int _count;

        public Bytes32 Seed { get; } = seed;

        public int Start { get; } = committees.Start;

        public int Length { get; } = committees.End - committees.Start;

        /// <summary>The candidate whose turn it is, from the first of the committees on.</summary>
        public int Next { get; private set; }

        public ValidatorIndex[] Selected { get; } = new ValidatorIndex[size];

        public bool IsFull => _count == Selected.Length;

        /// <summary>Takes whom the draws take (`gloas/beacon-chain.md#new-compute_balance_weighted_selection`).</summary>
        public void Take(
            ReadOnlySpan<ushort> draws, Gwei most, uint[] sits, ValidatorIndex[] active, ReadOnlySpan<Gwei> effectiveBalances)
        {
            // Where nobody is known to sit, the draw is too high for whoever does.
            foreach (var draw in draws)
            {
                if (IsFull)
                {
                    return;
                }

                var sitting = sits[Start + Next];
                if (sitting != 0)
                {
                    var candidate = active[sitting - 1];
                    if (effectiveBalances[(int)candidate] * ushort.MaxValue >= most * draw)
                    {
                        Selected[_count++] = candidate;
                    }
                }

                Next = Next + 1 == Length ? 0 : Next + 1;
            }
        }
    }
}
