namespace Consensoor.Spec.Config;

/// <summary>
/// A chain's clock: the genesis time and how long slots are from which epoch on. The only place that multiplies or divides by the length of
/// a slot. Times are Unix milliseconds; a time before genesis counts as genesis, and what lies beyond all numbers is the largest one, so
/// that no slot and no time from outside overflows.
/// </summary>
public sealed class SlotTimes
{
    private readonly Stretch[] _stretches;

    /// <summary>
    /// A clock. The durations are in the order of their epochs, the first from epoch 0 on, and none is 0 (ArgumentException); those of
    /// FAR_FUTURE_EPOCH are left out.
    /// </summary>
    public SlotTimes(ulong genesisTimeMs, ulong slotsPerEpoch, IReadOnlyList<SlotDuration> durations)
    {
        if (durations.Count == 0 || durations[0].FirstEpoch != 0 || durations.Any(static duration => duration.Milliseconds == 0))
        {
            throw new ArgumentException("slots have a length from epoch 0 on", nameof(durations));
        }

        GenesisTimeMs = genesisTimeMs;
        var stretches = new List<Stretch>();
        foreach (var duration in durations.Where(static duration => duration.FirstEpoch != Constants.FarFutureEpoch))
        {
            var firstSlot = Clamp((UInt128)duration.FirstEpoch * slotsPerEpoch);
            if (stretches.Count > 0 && firstSlot <= stretches[^1].FirstSlot)
            {
                throw new ArgumentException("the lengths of slots are not in the order of their epochs", nameof(durations));
            }

            var startMs = stretches.Count == 0 ? genesisTimeMs : stretches[^1].StartOf(firstSlot);
            stretches.Add(new Stretch(firstSlot, startMs, duration.Milliseconds));
        }

        _stretches = [.. stretches];
    }

    /// <summary>The start of slot 0.</summary>
    public ulong GenesisTimeMs { get; }

    /// <summary>The length of a slot (`get_slot_duration_ms`).</summary>
    public ulong DurationMs(Slot slot) => Of(slot).DurationMs;

    /// <summary>The start of a slot (`phase0/beacon-chain.md#compute_time_at_slot_ms`).</summary>
    public ulong StartMs(Slot slot) => Of(slot).StartOf(slot);

    /// <summary>The slot at a time (`phase0/beacon-chain.md#compute_slot_at_time_ms`).</summary>
    public Slot SlotAtMs(ulong timeMs)
    {
        var last = _stretches.Length - 1;
        while (last > 0 && timeMs < _stretches[last].StartMs)
        {
            last--;
        }

        return _stretches[last].SlotAt(timeMs);
    }

    /// <summary>A share of a slot, in basis points of its own length (`phase0/fork-choice.md#get_slot_component_duration_ms`).</summary>
    public ulong ComponentMs(Slot slot, ulong basisPoints) => Clamp((UInt128)basisPoints * DurationMs(slot) / Constants.BasisPoints);

    private static ulong Clamp(UInt128 value) => value > ulong.MaxValue ? ulong.MaxValue : (ulong)value;

    private Stretch Of(Slot slot)
    {
        var last = _stretches.Length - 1;
        while (last > 0 && slot < _stretches[last].FirstSlot)
        {
            last--;
        }

        return _stretches[last];
    }

    /// <summary>Slots of one length, from a slot on.</summary>
    private readonly record struct Stretch(Slot FirstSlot, ulong StartMs, ulong DurationMs)
    {
        public ulong StartOf(Slot slot) => Clamp(((UInt128)(slot - FirstSlot) * DurationMs) + StartMs);

        public Slot SlotAt(ulong timeMs) => timeMs < StartMs ? FirstSlot : Clamp((UInt128)((timeMs - StartMs) / DurationMs) + FirstSlot);
    }
}
