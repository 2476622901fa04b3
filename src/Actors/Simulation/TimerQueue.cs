namespace Consensoor.Actors.Simulation;

/// <summary>Timers by due time; equal due times in the order they were set. Cancelled ones are swept when they are the majority.</summary>
internal sealed class TimerQueue
{
    private const int SweepFrom = 1024;

    private readonly PriorityQueue<VirtualTimer, (long Due, long Sequence)> _timers = new();
    private long _sequence;
    private int _sweepAt = SweepFrom;

    /// <summary>Timers that are kept, cancelled ones among them.</summary>
    public int Count => _timers.Count;

    /// <summary>Keeps a timer until it is due.</summary>
    public void Add(VirtualTimer timer, TimeSpan due)
    {
        _timers.Enqueue(timer, (due.Ticks, _sequence++));
        if (_timers.Count >= _sweepAt)
        {
            Sweep();
        }
    }

    /// <summary>Due time of the first timer that will still fire.</summary>
    public bool TryPeek(out TimeSpan due)
    {
        while (_timers.TryPeek(out var timer, out var order))
        {
            if (!timer.IsDead)
            {
                due = TimeSpan.FromTicks(order.Due);
                return true;
            }

            _timers.Dequeue();
        }

        due = default;
        return false;
    }

    /// <summary>Takes the first timer.</summary>
    public VirtualTimer Take() => _timers.Dequeue();

    /// <summary>Forgets all timers.</summary>
    public void Clear() => _timers.Clear();

    private void Sweep()
    {
        var alive = _timers.UnorderedItems.Where(item => !item.Element.IsDead).ToArray();
        _timers.Clear();
        _timers.EnqueueRange(alive);
        _sweepAt = Math.Max(SweepFrom, 2 * alive.Length);
    }
}
