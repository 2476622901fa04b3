using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>Says what became of duties: on the event stream, and for people in the log.</summary>
internal static class DutyReport
{
    /// <summary>A duty was done.</summary>
    public static void Done(IActorContext context, DutyKind kind, Slot slot, ValidatorIndex validator) => Publish(context, kind, slot, validator, null);

    /// <summary>A duty was not done.</summary>
    public static void Missed(IActorContext context, ILoggingAdapter log, DutyKind kind, Slot slot, ValidatorIndex validator, string reason)
    {
        log.Warning("validator {0} missed its {1} in slot {2}: {3}", validator, kind, slot, reason);
        Publish(context, kind, slot, validator, reason);
    }

    private static void Publish(IActorContext context, DutyKind kind, Slot slot, ValidatorIndex validator, string? reason) =>
        context.System.EventStream.Publish(new DutyPerformed(kind, slot, validator, reason, context.System.Scheduler.Now));
}
