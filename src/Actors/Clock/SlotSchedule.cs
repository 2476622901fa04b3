using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Clock;

/// <summary>When slots begin and their duties are due: pure arithmetic on the genesis time and the configuration, in milliseconds (`phase0/fork-choice.md`, `*_DUE_BPS`).</summary>
public sealed class SlotSchedule
{
    private readonly ChainSpec _spec;
    private readonly DateTimeOffset _genesis;

    /// <summary>A schedule from a genesis time in Unix seconds; throws ArgumentOutOfRangeException beyond the year 9999.</summary>
    public SlotSchedule(ChainSpec spec, ulong genesisTime)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(genesisTime, 253_402_300_799UL);
        _spec = spec;
        _genesis = DateTimeOffset.FromUnixTimeSeconds((long)genesisTime);
    }

    /// <summary>The length of a slot.</summary>
    public TimeSpan SlotDuration => TimeSpan.FromMilliseconds(_spec.Config.SlotDurationMs);

    /// <summary>The genesis time.</summary>
    public DateTimeOffset Genesis => _genesis;

    /// <summary>The slot at a time; null before genesis.</summary>
    public Slot? SlotAt(DateTimeOffset now) => now < _genesis ? null : (Slot)((now - _genesis).Ticks / SlotDuration.Ticks);

    /// <summary>The slot at a time, 0 before genesis.</summary>
    public Slot SlotAtOrGenesis(DateTimeOffset now) => SlotAt(now) ?? 0;

    /// <summary>The start of a slot.</summary>
    public DateTimeOffset StartOf(Slot slot) => _genesis + TimeSpan.FromTicks(SlotDuration.Ticks * (long)slot);

    /// <summary>The epoch of a slot.</summary>
    public Epoch EpochOf(Slot slot) => slot / _spec.Preset.SlotsPerEpoch;

    /// <summary>When a duty of a slot is due.</summary>
    public DateTimeOffset DueAt(Slot slot, DutyPoint point) =>
        StartOf(slot) + TimeSpan.FromMilliseconds(DueMs(_spec.Config, _spec.ForkAt(EpochOf(slot)), point));

    /// <summary>The first event strictly after a time: the start of a slot (Point null) or a duty of one.</summary>
    public (DateTimeOffset At, Slot Slot, DutyPoint? Point) Next(DateTimeOffset now)
    {
        if (now < _genesis)
        {
            return (_genesis, 0, null);
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

    /// <summary>The duties of a slot that are due at one and the same time as a given one, itself included, in the order they are done.</summary>
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

    private static ulong DueMs(ChainConfig config, ForkName fork, DutyPoint point) => point switch
    {
        DutyPoint.Attestation => StoreTime.GetAttestationDueMs(config, fork),
        DutyPoint.SyncMessage => StoreTime.GetSyncMessageDueMs(config, fork),
        DutyPoint.Aggregate => StoreTime.GetAggregateDueMs(config, fork),
        DutyPoint.Contribution => StoreTime.GetContributionDueMs(config, fork),
        DutyPoint.Payload => StoreTime.GetPayloadDueMs(config),
        DutyPoint.PayloadAttestation => StoreTime.GetPayloadAttestationDueMs(config),
        DutyPoint.InclusionList => StoreTime.GetInclusionListDueMs(config),
        _ => throw new ArgumentOutOfRangeException(nameof(point)),
    };
}
