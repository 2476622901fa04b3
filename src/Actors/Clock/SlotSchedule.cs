using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Clock;

/// <summary>
/// When slots begin and their duties are due: pure arithmetic on the genesis time and the configuration, in milliseconds
/// (`phase0/fork-choice.md`, `*_DUE_BPS`).
/// </summary>
public sealed class SlotSchedule
{
    private readonly ChainSpec _spec;
    private readonly SlotTimes _times;

    /// <summary>A schedule from a genesis time in Unix seconds; throws ArgumentOutOfRangeException beyond the year 9999.</summary>
    public SlotSchedule(ChainSpec spec, ulong genesisTime)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(genesisTime, 253_402_300_799UL);
        _spec = spec;
        _times = spec.Times(Misc.SecondsToMilliseconds(genesisTime));
        Genesis = DateTimeOffset.FromUnixTimeSeconds((long)genesisTime);
    }

    /// <summary>When slot 0 begins.</summary>
    public DateTimeOffset Genesis { get; }

    /// <summary>Gives the length of a slot, which a fork may change.</summary>
    public TimeSpan DurationOf(Slot slot) => TimeSpan.FromMilliseconds(_times.DurationMs(slot));

    /// <summary>The slot at a time; null before genesis.</summary>
    public Slot? SlotAt(DateTimeOffset now) => now < Genesis ? null : _times.SlotAtMs((ulong)now.ToUnixTimeMilliseconds());

    /// <summary>The slot at a time, 0 before genesis.</summary>
    public Slot SlotAtOrGenesis(DateTimeOffset now) => SlotAt(now) ?? 0;

    /// <summary>The epoch at a time, 0 before genesis.</summary>
    public Epoch EpochAtOrGenesis(DateTimeOffset now) => EpochOf(SlotAtOrGenesis(now));

    /// <summary>The start of a slot; the year 9999 for one beyond it.</summary>
    public DateTimeOffset StartOf(Slot slot) => At(_times.StartMs(slot));

    /// <summary>Gives the epoch of a slot.</summary>
    public Epoch EpochOf(Slot slot) => slot / _spec.Preset.SlotsPerEpoch;

    /// <summary>A sixty-fourth of a slot before its end: what is not there by then is said within the slot.</summary>
    public DateTimeOffset LastWordOf(Slot slot) => StartOf(slot + 1) - (DurationOf(slot) / 64);

    /// <summary>When a duty of a slot is due.</summary>
    public DateTimeOffset DueAt(Slot slot, DutyPoint point) =>
        StartOf(slot) + TimeSpan.FromMilliseconds(DueMs(slot, _spec.ForkAt(EpochOf(slot)), point));

    /// <summary>
    /// True where a proposer of a slot has time to leave a late head aside (`phase0/fork-choice.md#is_proposing_on_time`).
    /// </summary>
    public bool IsProposingOnTime(Slot slot, DateTimeOffset now) =>
        now - StartOf(slot) <= TimeSpan.FromMilliseconds(StoreTime.GetProposerReorgCutoffMs(_spec.Config, _times, slot));

    /// <summary>The first event strictly after a time: the start of a slot (Point null) or a duty of one.</summary>
    public (DateTimeOffset At, Slot Slot, DutyPoint? Point) Next(DateTimeOffset now)
    {
        if (now < Genesis)
        {
            return (Genesis, 0, null);
        }

        var slot = SlotAtOrGenesis(now);
        (DateTimeOffset At, Slot Slot, DutyPoint? Point) next = (StartOf(slot + 1), slot + 1, null);
        foreach (var point in PointsOf(_spec.ForkAt(EpochOf(slot))))
        {
            var at = DueAt(slot, point);
            if (at > now && at < next.At)
            {
                next = (at, slot, point);
            }
        }

        return next;
    }

    /// <summary>
    /// The duties of a slot that are due at one and the same time as a given one, itself included, in the order they are done.
    /// </summary>
    public IEnumerable<DutyPoint> DueTogether(Slot slot, DutyPoint point)
    {
        var at = DueAt(slot, point);
        return PointsOf(_spec.ForkAt(EpochOf(slot))).Where(other => DueAt(slot, other) == at);
    }

    private static IEnumerable<DutyPoint> PointsOf(ForkName fork)
    {
        yield return DutyPoint.Attestation;
        if (fork >= ForkName.Altair)
        {
            yield return DutyPoint.SyncMessage;
        }

        yield return DutyPoint.Aggregate;
        if (fork >= ForkName.Altair)
        {
            yield return DutyPoint.Contribution;
        }

        if (fork >= ForkName.Gloas)
        {
            yield return DutyPoint.Payload;
            yield return DutyPoint.PayloadAttestation;
        }

        if (fork >= ForkName.Heze)
        {
            yield return DutyPoint.InclusionList;
        }
    }

    private static DateTimeOffset At(ulong timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            (long)Math.Min(timeMs, (ulong)(DateTimeOffset.MaxValue - TimeSpan.FromDays(1)).ToUnixTimeMilliseconds()));

    private ulong DueMs(Slot slot, ForkName fork, DutyPoint point) => point switch
    {
        DutyPoint.Attestation => StoreTime.GetAttestationDueMs(_spec.Config, _times, slot, fork),
        DutyPoint.SyncMessage => StoreTime.GetSyncMessageDueMs(_spec.Config, _times, slot, fork),
        DutyPoint.Aggregate => StoreTime.GetAggregateDueMs(_spec.Config, _times, slot, fork),
        DutyPoint.Contribution => StoreTime.GetContributionDueMs(_spec.Config, _times, slot, fork),
        DutyPoint.Payload => StoreTime.GetPayloadDueMs(_spec.Config, _times, slot),
        DutyPoint.PayloadAttestation => StoreTime.GetPayloadAttestationDueMs(_spec.Config, _times, slot),
        DutyPoint.InclusionList => StoreTime.GetInclusionListDueMs(_spec.Config, _times, slot),
        _ => throw new ArgumentOutOfRangeException(nameof(point)),
    };
}
