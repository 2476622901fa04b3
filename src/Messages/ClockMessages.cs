namespace Consensoor.Messages;

/// <summary>What the slot clock publishes on the event stream; times are the scheduler's.</summary>
public interface IClockEvent
{
    /// <summary>The slot that the clock speaks of.</summary>
    Slot Slot { get; }
}

/// <summary>Announces that a slot has begun; At is when it began by the schedule, not when it was said.</summary>
public sealed record SlotStarted(Slot Slot, Epoch Epoch, DateTimeOffset At) : IClockEvent;

/// <summary>A point of the slot at which a duty is due has been reached.</summary>
public sealed record DutyDue(Slot Slot, DutyPoint Point, DateTimeOffset At) : IClockEvent;

/// <summary>The points of a slot that the specification names by basis points (`*_DUE_BPS`).</summary>
public enum DutyPoint
{
    Attestation,
    SyncMessage,
    Aggregate,
    Contribution,
    Payload,
    PayloadAttestation,
    InclusionList,
}
