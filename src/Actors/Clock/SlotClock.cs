using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Clock;

/// <summary>
/// Publishes <see cref="SlotStarted"/> and <see cref="DutyDue"/> on the event stream at the scheduler's times. Slots that were slept
/// through are not made up for: after a pause the clock goes on with the present slot.
/// </summary>
public sealed class SlotClock : ReceiveActor, IWithTimers
{
    private readonly SlotSchedule _schedule;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Slot? _lastStarted;

    /// <summary>Builds a clock that announces the slots of a schedule.</summary>
    public SlotClock(SlotSchedule schedule)
    {
        _schedule = schedule;
        Receive<Tick>(OnTick);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Describes a clock that announces the slots of a schedule.</summary>
    public static Props Props(SlotSchedule schedule) => Akka.Actor.Props.Create(() => new SlotClock(schedule));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // A restarted or late clock announces the slot it finds itself in.
        if (_schedule.SlotAt(Now) is { } slot)
        {
            Start(slot);
        }

        Plan(Now);
    }

    private void OnTick(Tick tick)
    {
        var now = Now;
        if (now < tick.At)
        {
            Plan(now);
            return;
        }

        if (_schedule.SlotAt(now) is { } slot && slot != _lastStarted)
        {
            if (_lastStarted is { } last && slot > last + 1)
            {
                _log.Warning("the clock went from slot {0} to slot {1}: the process was paused or its clock set", last, slot);
            }

            Start(slot);
        }
        else if (tick.Point is { } point)
        {
            foreach (var due in _schedule.DueTogether(tick.Slot, point))
            {
                Context.System.EventStream.Publish(new DutyDue(tick.Slot, due, now));
            }
        }

        // A tick that came late does not swallow the duties between its time and now, as long as their slot lasts.
        Plan(_schedule.SlotAt(now) == tick.Slot ? tick.At : now);
    }

    private void Start(Slot slot)
    {
        _lastStarted = slot;
        Context.System.EventStream.Publish(new SlotStarted(slot, _schedule.EpochOf(slot), Now));
    }

    private void Plan(DateTimeOffset after)
    {
        var (at, slot, point) = _schedule.Next(after);
        var wait = at - Now;
        Timers.StartSingleTimer("tick", new Tick(at, slot, point), wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private sealed record Tick(DateTimeOffset At, Slot Slot, DutyPoint? Point);
}
