using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// Slots and epochs against the clock, with MAXIMUM_GOSSIP_CLOCK_DISPARITY (`phase0/p2p-interface.md#helpers`); times in Unix
/// milliseconds.
/// </summary>
public static class GossipTime
{
    /// <summary>
    /// True where a slot has not begun, even by a clock that is ahead by the allowed disparity (`phase0/p2p-interface.md#is_future_slot`).
    /// </summary>
    public static bool IsFutureSlot(IGossipView view, Slot slot, ulong currentTimeMs) =>
        currentTimeMs + Disparity(view) < StartOf(view, slot);

    /// <summary>
    /// True where an epoch has not begun, even by a clock that is ahead by the allowed disparity
    /// (`phase0/p2p-interface.md#is_future_epoch`).
    /// </summary>
    public static bool IsFutureEpoch(IGossipView view, Epoch epoch, ulong currentTimeMs) =>
        EpochAt(view, currentTimeMs + Disparity(view)) < epoch;

    /// <summary>
    /// True where now is at most so many slots after a slot, give or take the allowed disparity
    /// (`phase0/p2p-interface.md#is_within_slot_range`).
    /// </summary>
    public static bool IsWithinSlotRange(IGossipView view, Slot slot, ulong slotRange, ulong currentTimeMs) =>
        currentTimeMs + Disparity(view) >= StartOf(view, slot)
            && StartOf(view, Saturated(slot, slotRange + 1)) + Disparity(view) >= currentTimeMs;

    /// <summary>
    /// True where a slot is the current one, give or take the allowed disparity (`altair/p2p-interface.md#new-is_current_slot`).
    /// </summary>
    public static bool IsCurrentSlot(IGossipView view, Slot slot, ulong currentTimeMs) => IsWithinSlotRange(view, slot, 0, currentTimeMs);

    /// <summary>
    /// True where a slot is the current or the next one, give or take the allowed disparity
    /// (`gloas/p2p-interface.md#new-is_current_or_next_slot`).
    /// </summary>
    public static bool IsCurrentOrNextSlot(IGossipView view, Slot slot, ulong currentTimeMs) =>
        IsCurrentSlot(view, slot, currentTimeMs) || (slot > 0 && IsCurrentSlot(view, slot - 1, currentTimeMs));

    /// <summary>True where a slot began more than the allowed disparity ago (`gloas/p2p-interface.md#new-is_past_slot`).</summary>
    public static bool IsPastSlot(IGossipView view, Slot slot, ulong currentTimeMs) =>
        currentTimeMs > StartOf(view, slot) + Disparity(view);

    /// <summary>
    /// True where an epoch is the current or the previous one, give or take the allowed disparity
    /// (`deneb/p2p-interface.md#new-is_current_or_previous_epoch`).
    /// </summary>
    public static bool IsCurrentOrPreviousEpoch(IGossipView view, Epoch epoch, ulong currentTimeMs) =>
        IsWithinEpoch(view, epoch, currentTimeMs) || IsWithinEpoch(view, Saturated(epoch, 1), currentTimeMs);

    /// <summary>
    /// Tells whether an epoch is within one of the clock's, give or take a slot, so that the committees asked for are of three or four
    /// epochs, whatever strangers name; before deneb as many epochs back as ATTESTATION_PROPAGATION_SLOT_RANGE reaches.
    /// </summary>
    public static bool IsNearEpoch(IGossipView view, Epoch epoch, ulong currentTimeMs, bool isDeneb)
    {
        var preset = view.Spec.Preset;
        var slot = SlotAt(view, currentTimeMs);
        var earliest = Misc.SaturatingSub(slot, 1 + (isDeneb ? preset.SlotsPerEpoch : view.Spec.Config.AttestationPropagationSlotRange));
        return epoch >= Misc.ComputeEpochAtSlot(preset, earliest) && epoch <= Misc.ComputeEpochAtSlot(preset, slot) + 1;
    }

    private static bool IsWithinEpoch(IGossipView view, Epoch epoch, ulong currentTimeMs) =>
        IsWithinSlotRange(view, Saturated(epoch, 0, view.Spec.Preset.SlotsPerEpoch), view.Spec.Preset.SlotsPerEpoch - 1, currentTimeMs);

    private static ulong Disparity(IGossipView view) => view.Spec.Config.MaximumGossipClockDisparity;

    /// <summary>Gives the epoch of a time, the genesis epoch before genesis.</summary>
    public static Epoch EpochAt(IGossipView view, ulong timeMs) => Misc.ComputeEpochAtSlot(view.Spec.Preset, SlotAt(view, timeMs));

    private static Slot SlotAt(IGossipView view, ulong timeMs) =>
        timeMs < view.GenesisTimeMs ? 0 : Misc.ComputeSlotAtTimeMs(view.Spec, view.GenesisTimeMs, timeMs);

    /// <summary>
    /// The start of a slot; slots from peers are any number, and one beyond all time starts at its end, which leaves room to add a
    /// disparity.
    /// </summary>
    private static ulong StartOf(IGossipView view, Slot slot) => Math.Min(view.Spec.Times(view.GenesisTimeMs).StartMs(slot), long.MaxValue);

    private static ulong Saturated(ulong value, ulong added, ulong factor = 1) =>
        unchecked((ulong)UInt128.Min(((UInt128)value * factor) + added, ulong.MaxValue));
}
