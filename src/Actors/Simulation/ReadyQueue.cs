using Akka.Dispatch;

namespace Consensoor.Actors.Simulation;

/// <summary>
/// Mailboxes that are ready to run, ordered by a seeded key instead of by arrival.
/// Akka walks hash tables of actor names (children to stop, to restart), and string hashes are salted per process, so the order of arrival
/// is not repeatable; the set of ready mailboxes is. A key is the key of the last run plus a draw of the mailbox's own, thus nobody
/// starves.
/// </summary>
internal sealed class ReadyQueue(ulong seed)
{
    private const int UnitBits = 32;
    private const ulong UnitMask = (1UL << UnitBits) - 1;

    private readonly PriorityQueue<(IRunnable Run, Lane Lane), (ulong Key, long Sequence)> _ready = new();
    private ulong _last;
    private long _sequence;

    /// <summary>How many are ready.</summary>
    public int Count => _ready.Count;

    /// <summary>Puts a run into the order by its lane's next draw.</summary>
    public void Add(IRunnable run, Lane lane)
    {
        var draw = lane.Draw(seed);
        var delay = draw & UnitMask;
        // One in sixteen waits up to sixteen times as long: without a tail, two chains of messages never drift further apart than a hop or
        // two.
        if (draw >> 60 == 0)
        {
            delay <<= 4;
        }

        _ready.Enqueue((run, lane), (_last + delay, _sequence++));
    }

    /// <summary>Takes the run whose turn it is.</summary>
    public (IRunnable Run, Lane Lane) Take()
    {
        _ready.TryDequeue(out var next, out var order);
        _last = _ready.Count == 0 ? 0 : order.Key;
        return next;
    }

    /// <summary>Forgets all that is ready.</summary>
    public void Clear()
    {
        _ready.Clear();
        _last = 0;
    }
}
