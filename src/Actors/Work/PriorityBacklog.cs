using Consensoor.Messages;

namespace Consensoor.Actors.Work;

/// <summary>
/// Work that waits, by priority and age, of at most <paramref name="bound"/> units of weight. Drop rule: for work that does not fit the
/// least urgent goes, the oldest of it first, until it does; work that would not fit even so, since all else is more urgent or it is too
/// heavy by itself, is not taken. What is past its deadline goes when it is asked for.
/// </summary>
internal sealed class PriorityBacklog<T>(int bound)
{
    private static readonly WorkPriority[] Priorities = Enum.GetValues<WorkPriority>();

    private readonly Queue<Entry>[] _queues = [.. Priorities.Select(static _ => new Queue<Entry>())];
    private readonly int[] _weights = new int[Priorities.Length];

    /// <summary>The most weight (signatures, columns or tasks) that may wait.</summary>
    public int Bound => bound;

    /// <summary>The weight that waits now.</summary>
    public int Weight { get; private set; }

    /// <summary>The most weight that waited since <see cref="ResetPeak"/>.</summary>
    public int Peak { get; private set; }

    /// <summary>The weight of what was dropped so far, for want of room or of time.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>The weight that waits with a priority.</summary>
    public int WeightOf(WorkPriority priority) => _weights[(int)priority];

    /// <summary>The oldest work of a priority, null where there is none.</summary>
    public Entry? OldestOf(WorkPriority priority) => _queues[(int)priority].TryPeek(out var oldest) ? oldest : null;

    /// <summary>Adds work that came after all other; gives back what had to go, which is the work itself where it is not taken.</summary>
    public IReadOnlyList<T> Add(T item, WorkPriority priority, int weight, DateTimeOffset now, DateTimeOffset deadline)
    {
        if (_weights.Take((int)priority).Sum() + (long)weight > bound)
        {
            Dropped += (ulong)weight;
            return [item];
        }

        var dropped = new List<T>();
        for (var least = Priorities.Length - 1; Weight + (long)weight > bound;)
        {
            if (_queues[least].Count == 0)
            {
                least--;
                continue;
            }

            var gone = Take(Priorities[least]);
            dropped.Add(gone.Item);
            Dropped += (ulong)gone.Weight;
        }

        _queues[(int)priority].Enqueue(new Entry(item, weight, now, deadline));
        _weights[(int)priority] += weight;
        Weight += weight;
        Peak = Math.Max(Peak, Weight);
        return dropped;
    }

    /// <summary>Takes the oldest work of a priority; throws where there is none.</summary>
    public Entry Take(WorkPriority priority)
    {
        var taken = _queues[(int)priority].Dequeue();
        _weights[(int)priority] -= taken.Weight;
        Weight -= taken.Weight;
        return taken;
    }

    /// <summary>Takes out and counts what has reached its deadline, the most urgent first.</summary>
    public IReadOnlyList<T> Expire(DateTimeOffset now)
    {
        var expired = new List<T>();
        foreach (var priority in Priorities.Where(priority => _queues[(int)priority].Any(entry => entry.Deadline <= now)))
        {
            foreach (var entry in Drain(priority))
            {
                if (entry.Deadline <= now)
                {
                    expired.Add(entry.Item);
                    Dropped += (ulong)entry.Weight;
                }
                else
                {
                    _queues[(int)priority].Enqueue(entry);
                    _weights[(int)priority] += entry.Weight;
                    Weight += entry.Weight;
                }
            }
        }

        return expired;
    }

    /// <summary>Takes out everything, the most urgent first.</summary>
    public IReadOnlyList<T> TakeAll() => [.. Priorities.SelectMany(Drain).Select(static entry => entry.Item)];

    /// <summary>The first deadline there is, null where nothing waits.</summary>
    public DateTimeOffset? FirstDeadline() =>
        _queues.SelectMany(static queue => queue).Min(static entry => (DateTimeOffset?)entry.Deadline);

    /// <summary>Begins a new peak at what waits now.</summary>
    public void ResetPeak() => Peak = Weight;

    private Entry[] Drain(WorkPriority priority)
    {
        Entry[] all = [.. _queues[(int)priority]];
        _queues[(int)priority].Clear();
        Weight -= _weights[(int)priority];
        _weights[(int)priority] = 0;
        return all;
    }

    /// <summary>Work, its weight, when it came, and until when it is wanted.</summary>
    public readonly record struct Entry(T Item, int Weight, DateTimeOffset Since, DateTimeOffset Deadline);
}
