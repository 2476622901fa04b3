namespace Consensoor.Actors.Simulation;

/// <summary>Timers by due time; equal due times in the order they were set. Cancelled ones are swept when they are the majority.</summary>
internal sealed class TimerQueue
{
    private const int SweepFrom = 1024;

    private readonly PriorityQueue<VirtualTimer, (long Due, long Sequence)> timers = new();
    private long sequence;
    private int sweepAt = SweepFrom;

    public int Count => timers.Count;

    public void Add(VirtualTimer timer, TimeSpan due)
    {
        timers.Enqueue(timer, (due.Ticks, sequence++));
        if (timers.Count >= sweepAt)
            Sweep();
    }

    /// <summary>Due time of the first timer that will still fire.</summary>
    public bool TryPeek(out TimeSpan due)
    {
        while (timers.TryPeek(out VirtualTimer? timer, out (long Due, long Sequence) order))
        {
            if (!timer.IsDead)
            {
                due = TimeSpan.FromTicks(order.Due);
                return true;
            }
            timers.Dequeue();
        }
        due = default;
        return false;
    }

    public VirtualTimer Take() => timers.Dequeue();

    public void Clear() => timers.Clear();

    private void Sweep()
    {
        var alive = timers.UnorderedItems.Where(item => !item.Element.IsDead).ToArray();
        timers.Clear();
        timers.EnqueueRange(alive);
        sweepAt = Math.Max(SweepFrom, 2 * alive.Length);
    }
}
