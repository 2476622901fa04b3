using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>Says what became of duties: on the event stream, and for people in the log.</summary>
internal static class DutyReport
{
    /// <summary>Publishes that a duty was done, and when its message was signed, null where another sent it.</summary>
    public static void Done(IActorContext context, DutyName duty, DateTimeOffset? signedAt) => Publish(context, duty, null, signedAt);

    /// <summary>Writes for the operator who missed a duty, and why: one line for all of a slot that missed it for one reason.</summary>
    public static void Say(ILoggingAdapter log, DutyKind kind, Slot slot, IReadOnlyList<ValidatorIndex> validators, string reason) =>
        log.Warning(
            "{0} of slot {1} missed by {2}: {3}",
            kind,
            slot,
            validators.Count == 1 ? $"validator {validators[0]}" : $"{validators.Count} validators",
            reason);

    /// <summary>Publishes that validators missed a duty, and why, and when its message was signed, where it was.</summary>
    public static void Missed(
        IActorContext context,
        DutyKind kind,
        Slot slot,
        IReadOnlyList<ValidatorIndex> validators,
        string reason,
        DateTimeOffset? signedAt = null)
    {
        foreach (var validator in validators)
        {
            Publish(context, new DutyName(kind, slot, validator), reason, signedAt);
        }
    }

    /// <summary>Publishes that validators had nothing to do for a duty, and why.</summary>
    public static void NotDue(IActorContext context, DutyKind kind, Slot slot, IReadOnlyList<ValidatorIndex> validators, string reason)
    {
        foreach (var validator in validators)
        {
            Publish(context, new DutyName(kind, slot, validator), reason, null, isDue: false);
        }
    }

    private static void Publish(IActorContext context, DutyName duty, string? reason, DateTimeOffset? signedAt, bool isDue = true)
    {
        var (kind, slot, validator) = duty;
        context.System.EventStream.Publish(new DutyPerformed(kind, slot, validator, reason, context.System.Scheduler.Now)
        {
            SignedAt = signedAt,
            IsDue = isDue,
        });
    }
}
