using System.Buffers;
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
        for (var hash = 0UL; Array.Exists(slots, static slot => !slot.IsFull); hash += (ulong)(runs * Sha256.MaxLanes))
        {
            foreach (var slot in slots)
            {
                slot.Draw(hash, runs, low, sits);
            }

            Ask(slots, sits, table);
            foreach (var slot in slots)
            {
                slot.Take(most, sits, active, effectiveBalances);
            }
        }

        for (var i = 0; i < slots.Length; i++)
        {
            ptcs[i] = SszList.Adopt(slots[i].Selected);
        }

        ArrayPool<uint>.Shared.Return(sits);
    }

    /// <summary>Finds who sits where the draws are low.</summary>
    private static void Ask(Drawn[] slots, uint[] sits, ShuffleTable table)
    {
        uint[] asked =
            [.. slots.SelectMany(static slot => slot.Hits).Select(static hit => hit.Position).Where(position => sits[position] == 0)];
        var places = asked.ToArray();
        table.Shuffle(places);
        for (var i = 0; i < places.Length; i++)
        {
            sits[asked[i]] = places[i] + 1;
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
        private readonly int _start = committees.Start;
        private int _count;
        private int _next;

        public int Length { get; } = committees.End - committees.Start;

        /// <summary>Where the last draws may take somebody.</summary>
        public List<(uint Position, ushort Draw)> Hits { get; } = [];

        public ValidatorIndex[] Selected { get; } = new ValidatorIndex[size];

        public bool IsFull => _count == Selected.Length;

        /// <summary>Makes the next draws, and keeps those that are low or for somebody who is known to sit there; none when full.</summary>
        public void Draw(ulong hash, int runs, uint low, uint[] sits)
        {
            Hits.Clear();
            var ours = sits.AsSpan(_start, Length);
            var next = _next;
            var draws = new RandomDraws(seed, sizeof(ushort), hash);
            for (var run = 0; run < runs && !IsFull; run++)
            {
                foreach (var draw in draws.NextRun())
                {
                    if (draw <= low || ours[next] != 0)
                    {
                        Hits.Add(((uint)(_start + next), draw));
                    }

                    next = next + 1 == ours.Length ? 0 : next + 1;
                }
            }

            _next = next;
        }

        /// <summary>Takes whom the draws take (`gloas/beacon-chain.md#new-compute_balance_weighted_selection`).</summary>
        public void Take(Gwei most, uint[] sits, ValidatorIndex[] active, ReadOnlySpan<Gwei> effectiveBalances)
        {
            foreach (var (position, draw) in Hits)
            {
                if (IsFull)
                {
                    return;
                }

                var candidate = active[sits[position] - 1];
                if (effectiveBalances[(int)candidate] * ushort.MaxValue >= most * draw)
                {
                    Selected[_count++] = candidate;
                }
            }
        }
    }
}
