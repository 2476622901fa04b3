using System.Collections.Concurrent;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>The machine's clock, some steps ahead; it keeps the times that were waited for.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _ahead;

    /// <summary>The times that timers were set to, in their order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, dueTime, period);
    }

    public void Step(TimeSpan span) => Interlocked.Add(ref _ahead, (long)(span.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _ahead);
}
