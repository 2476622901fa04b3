using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Production;

/// <summary>
/// What validators attest to, by a view and the time (`phase0/validator.md#attestation-data`,
/// `gloas/validator.md#payload-timeliness-attestation`). Nothing is said on a head that is optimistic or far behind.
/// </summary>
internal static class DutyData
{
    /// <summary>The view where duties of a slot may be done on its head.</summary>
    public static Outcome<ChainView> Fit(ChainView? view, Slot slot, DateTimeOffset now, ProductionSettings settings)
    {
        if (view is not { Head: var head })
        {
            return Outcome<ChainView>.Refused(ProductionRefusal.NoHead, "the chain has no head yet");
        }

        if (settings.Schedule.SlotAt(now) is not { } current || slot > current)
        {
            return Outcome<ChainView>.Refused(ProductionRefusal.FutureSlot, $"slot {slot} has not begun");
        }

        if (head.IsOptimistic)
        {
            return Outcome<ChainView>.Refused(
                ProductionRefusal.Optimistic,
                head.IsInvalid
                    ? "the execution layer found the head invalid, and the one that takes its place is being brought back"
                    : "the head is optimistic: the execution layer has not decided about its payload");
        }

        return head.Slot + settings.MaxHeadDistance < current
            ? Outcome<ChainView>.Refused(
                ProductionRefusal.NotSynced,
                $"the head is of slot {head.Slot}, more than {settings.MaxHeadDistance} slots behind the clock "
                    + "(validators.max-head-distance)")
            : Outcome<ChainView>.Of(view);
    }

    /// <summary>What a committee of the present slot attests to.</summary>
    public static Outcome<AttestationData> Attestation(
        ChainView? view, DateTimeOffset now, ProductionSettings settings, ProduceAttestationData ask)
    {
        var fit = Fit(view, ask.Slot, now, settings);
        if (fit.Value is not { Head: var head } chain)
        {
            return Outcome<AttestationData>.From(fit);
        }

        if (ask.Slot != settings.Schedule.SlotAt(now) || head.Slot > ask.Slot)
        {
            return Outcome<AttestationData>.Refused(ProductionRefusal.UnknownSlot, $"slot {ask.Slot} is over");
        }

        if (ask.SeenHead is { } seen && !chain.Blocks.ContainsKey(seen))
        {
            return Outcome<AttestationData>.Later($"the block {seen} has not come yet");
        }

        if (chain.StateInEpochOf(ask.Slot) is not { } state)
        {
            return Outcome<AttestationData>.Later("the head's state was not advanced into the epoch");
        }

        var committees = Accessors.GetCommitteeCountPerSlot(state, Misc.ComputeEpochAtSlot(state.Preset, ask.Slot));
        return ask.CommitteeIndex < committees
            ? Outcome<AttestationData>.Of(DataOf(head, state, ask))
            : Outcome<AttestationData>.Refused(
                ProductionRefusal.UnknownCommittee, $"slot {ask.Slot} has {committees} committees, and none of index {ask.CommitteeIndex}");
    }

    /// <summary>What the payload timeliness committee of the present slot attests to.</summary>
    public static Outcome<PayloadAttestationData> PayloadAttestation(
        ChainView? view, DateTimeOffset now, ProductionSettings settings, Slot slot)
    {
        var fit = Fit(view, slot, now, settings);
        if (fit.Value is null)
        {
            return Outcome<PayloadAttestationData>.From(fit);
        }

        if (settings.Spec.ForkAtSlot(slot) < ForkName.Gloas || slot != settings.Schedule.SlotAt(now))
        {
            return Outcome<PayloadAttestationData>.Refused(
                ProductionRefusal.UnknownSlot, $"slot {slot} is over, or of a fork without payload attestations");
        }

        var seen = fit.Value.PayloadTimelinessOf(slot, settings.Schedule.DueAt(slot, DutyPoint.Payload));
        return seen.BlockRoot is { } root
            ? Outcome<PayloadAttestationData>.Of(new PayloadAttestationData
            {
                BeaconBlockRoot = root,
                Slot = slot,
                PayloadPresent = seen.PayloadPresent,
                BlobDataAvailable = seen.BlobDataAvailable,
            })
            : Outcome<PayloadAttestationData>.Refused(ProductionRefusal.NothingSeen, "no block was seen in the slot");
    }

    private static AttestationData DataOf(HeadSnapshot head, BeaconState state, ProduceAttestationData ask) => Attesting.GetAttestationData(
        state, head.Root, head.Slot, head.PayloadStatus == HeadPayloadStatus.Full, ask.Slot, ask.CommitteeIndex);
}
