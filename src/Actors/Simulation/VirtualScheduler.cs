using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Simulation;

/// <summary>
/// Akka's scheduler and clock on a world's virtual time. All systems of a world share the one clock, which moves only while nothing is
/// ready to run; it stops at every due time, so a repeating timer fires once for each interval however far the world is asked to run.
/// Refuses a configuration that names no open world.
/// </summary>
public sealed class VirtualScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IContinuationScheduler, IDisposable
{
    private readonly SimulatedNode _node;

    /// <summary>Called by Akka for a new actor system, which joins the world that HOCON names.</summary>
    public VirtualScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        World = WorldRegistry.Find(scheduler.GetString(SimulationConfig.WorldKey, string.Empty));
        _node = World.Join(scheduler.GetString(SimulationConfig.NodeKey, string.Empty));
    }

    /// <summary>The world this scheduler's actor system lives in.</summary>
    public SimulatedWorld World { get; }

    /// <summary>Runs task continuations as mailbox-like runs of the world.</summary>
    public TaskScheduler Continuations => World.TaskScheduler;

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => World.Elapsed;

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => World.Elapsed;

    internal SimulatedNode Node => _node;

    protected override DateTimeOffset TimeNow => World.Now;

    /// <inheritdoc/>
    public void Dispose() => _node.IsDown = true;

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, null, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(delay, null, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(delay, null, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(initialDelay, interval, action.Run, cancelable);

    private void Add(TimeSpan delay, TimeSpan? interval, Action fire, ICancelable? cancelable)
    {
        if (_node.IsDown)
        {
            throw new SchedulerException($"the scheduler of {_node.Name} has been shut down");
        }

        World.AddTimer(new VirtualTimer(fire, interval, cancelable, _node), delay);
    }
}
