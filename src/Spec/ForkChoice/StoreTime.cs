using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Where the store stands in time, and the deadlines within a slot (`phase0/fork-choice.md#helpers` and each later fork); durations in
/// milliseconds from the slot's start.
/// </summary>
public static class StoreTime
{
    /// <summary>Milliseconds since the current slot began (`phase0/fork-choice.md#get_time_into_slot_ms`).</summary>
    public static ulong GetTimeIntoSlotMs(Store store) => store.TimeMs - store.Times.StartMs(GetCurrentSlot(store));

    /// <summary>Slots that have begun since genesis, which is the current slot (`phase0/fork-choice.md#get_slots_since_genesis`).</summary>
    public static Slot GetSlotsSinceGenesis(Store store) => store.Times.SlotAtMs(store.TimeMs);

    /// <summary>The slot of the store's time (`phase0/fork-choice.md#get_current_slot`).</summary>
    public static Slot GetCurrentSlot(Store store) => GetSlotsSinceGenesis(store);

    /// <summary>The epoch of the store's time (`phase0/fork-choice.md#get_current_store_epoch`).</summary>
    public static Epoch GetCurrentStoreEpoch(Store store) => Misc.ComputeEpochAtSlot(store.Preset, GetCurrentSlot(store));

    /// <summary>Slots between the start of a slot's epoch and the slot (`phase0/fork-choice.md#compute_slots_since_epoch_start`).</summary>
    public static Slot ComputeSlotsSinceEpochStart(Preset preset, Slot slot) => slot % preset.SlotsPerEpoch;

    /// <summary>
    /// A share of a slot, in basis points of its own length, as a duration (`phase0/fork-choice.md#get_slot_component_duration_ms`).
    /// </summary>
    public static ulong GetSlotComponentDurationMs(SlotTimes times, Slot slot, ulong basisPoints) => times.ComponentMs(slot, basisPoints);

    /// <summary>When an attestation of the slot is due, earlier from gloas on (`phase0/fork-choice.md#get_attestation_due_ms`).</summary>
    public static ulong GetAttestationDueMs(ChainConfig config, SlotTimes times, Slot slot, ForkName fork) =>
        GetSlotComponentDurationMs(times, slot, fork < ForkName.Gloas ? config.AttestationDueBps : config.AttestationDueBpsGloas);

    /// <summary>When an aggregate of the slot is due, earlier from gloas on (`phase0/fork-choice.md#get_aggregate_due_ms`).</summary>
    public static ulong GetAggregateDueMs(ChainConfig config, SlotTimes times, Slot slot, ForkName fork) =>
        GetSlotComponentDurationMs(times, slot, fork < ForkName.Gloas ? config.AggregateDueBps : config.AggregateDueBpsGloas);

    /// <summary>
    /// When a sync committee message of the slot is due, earlier from gloas on (`altair/fork-choice.md#new-get_sync_message_due_ms`).
    /// </summary>
    public static ulong GetSyncMessageDueMs(ChainConfig config, SlotTimes times, Slot slot, ForkName fork) =>
        GetSlotComponentDurationMs(times, slot, fork < ForkName.Gloas ? config.SyncMessageDueBps : config.SyncMessageDueBpsGloas);

    /// <summary>
    /// When a sync committee contribution of the slot is due, earlier from gloas on (`altair/fork-choice.md#new-get_contribution_due_ms`).
    /// </summary>
    public static ulong GetContributionDueMs(ChainConfig config, SlotTimes times, Slot slot, ForkName fork) =>
        GetSlotComponentDurationMs(times, slot, fork < ForkName.Gloas ? config.ContributionDueBps : config.ContributionDueBpsGloas);

    /// <summary>
    /// Until when a proposer may build on the head's parent instead of a late head (`phase0/fork-choice.md#get_proposer_reorg_cutoff_ms`).
    /// </summary>
    public static ulong GetProposerReorgCutoffMs(ChainConfig config, SlotTimes times, Slot slot) =>
        GetSlotComponentDurationMs(times, slot, config.ProposerReorgCutoffBps);

    /// <summary>When the payload of the slot's block is due (`gloas/fork-choice.md#new-get_payload_due_ms`).</summary>
    public static ulong GetPayloadDueMs(ChainConfig config, SlotTimes times, Slot slot) =>
        GetSlotComponentDurationMs(times, slot, config.PayloadDueBps);

    /// <summary>
    /// When a vote of the payload timeliness committee is due (`gloas/fork-choice.md#new-get_payload_attestation_due_ms`).
    /// </summary>
    public static ulong GetPayloadAttestationDueMs(ChainConfig config, SlotTimes times, Slot slot) =>
        GetSlotComponentDurationMs(times, slot, config.PayloadAttestationDueBps);

    /// <summary>When an inclusion list of the slot is due (`heze/fork-choice.md#new-get_inclusion_list_due_ms`).</summary>
    public static ulong GetInclusionListDueMs(ChainConfig config, SlotTimes times, Slot slot) =>
        GetSlotComponentDurationMs(times, slot, config.InclusionListDueBps);
}
