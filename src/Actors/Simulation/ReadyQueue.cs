using Akka.Dispatch;

namespace Consensoor.Actors.Simulation;

/// <summary>
/// Mailboxes that are ready to run, ordered by a seeded key instead of by arrival.
/// Akka walks hash tables of actor names (children to stop, to restart), and string hashes are salted per process, so the order of arrival is
/// not repeatable; the set of ready mailboxes is. A key is the key of the last run plus a draw of the mailbox's own, thus nobody starves.
/// </summary>
internal sealed class ReadyQueue(ulong seed)
{
    private const int UnitBits = 32;
    private const ulong UnitMask = (1UL << UnitBits) - 1;

    private readonly PriorityQueue<(IRunnable Run, Lane Lane), (ulong Key, long Sequence)> ready = new();
    private ulong last;
    private long sequence;

    public int Count => ready.Count;

    public void Add(IRunnable run, Lane lane)
    {
        ulong draw = lane.Draw(seed);
        ulong delay = draw & UnitMask;
        // One in sixteen waits up to sixteen times as long: without a tail, two chains of messages never drift further apart than a hop or two.
        if (draw >> 60 == 0)
            delay <<= 4;
        ready.Enqueue((run, lane), (last + delay, sequence++));
    }

    public (IRunnable Run, Lane Lane) Take()
    {
        ready.TryDequeue(out (IRunnable, Lane) next, out (ulong Key, long Sequence) order);
        last = ready.Count == 0 ? 0 : order.Key;
        return next;
    }

    public void Clear()
    {
        ready.Clear();
        last = 0;
    }
}
