using Akka.Actor;

namespace Consensoor.Actors.Remote;

/// <summary>The clock and timers of an actor system, for what waits outside its actors.</summary>
internal sealed class SchedulerTime(IScheduler scheduler) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => scheduler.Now;

    /// <inheritdoc/>
    public override long GetTimestamp() => scheduler.MonotonicClock.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(scheduler.Advanced, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(IAdvancedScheduler scheduler, Action fire) : ITimer
    {
        private readonly Lock _lock = new();
        private ICancelable? _next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                _next?.Cancel(throwOnFirstException: false);
                _next = dueTime == Timeout.InfiniteTimeSpan ? null
                    : period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero ? scheduler.ScheduleOnceCancelable(dueTime, fire)
                    : scheduler.ScheduleRepeatedlyCancelable(dueTime, period, fire);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
