using Consensoor.Actors.Clock;
using Consensoor.Messages;

namespace Consensoor.Actors.Production;

/// <summary>When a payload is taken from the execution layer that builds it.</summary>
internal static class PayloadTiming
{
    private const int ShortestBuild = 24;

    /// <summary>
    /// As late as the slot allows: at a share of the time to its attestations, in basis points; and never on the heels of the build's
    /// begin, but a twenty-fourth of the slot behind it at least.
    /// </summary>
    public static DateTimeOffset TakeAt(SlotSchedule schedule, Slot slot, ulong share, DateTimeOffset begunAt)
    {
        var start = schedule.StartOf(slot);
        var due = schedule.DueAt(slot, DutyPoint.Attestation) - start;
        var late = start + (due * (share / 10_000d));
        var built = begunAt + (schedule.DurationOf(slot) / ShortestBuild);
        return late > built ? late : built;
    }
}
