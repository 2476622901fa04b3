namespace Consensoor.Actors.Network.Gossip;

/// <summary>
/// A bounded queue that is fair between peers: each has a queue of its own, and they are served in turn. Where it is full, the peer with
/// the most waiting loses, its oldest or its newest as the rule says; a newcomer that is among those with the most loses itself. One's own
/// messages are served first, have a bound of their own (of the same size) and are never dropped for others'.
/// </summary>
public sealed class FairQueue<T>(int bound, bool dropsOldest)
{
    private readonly Queue<T> _own = new();
    private readonly Dictionary<string, LinkedList<T>> _byPeer = new(StringComparer.Ordinal);
    // The peers that have something waiting, the one to serve next first.
    private readonly LinkedList<string> _turns = [];
    private int _count;

    /// <summary>Messages that wait, one's own among them.</summary>
    public int Count => _count + _own.Count;

    /// <summary>The most messages that may wait: the bound for peers' and once more for one's own.</summary>
    public int Bound => 2 * bound;

    /// <summary>Counts the messages that were dropped so far.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Adds a message of one's own; false where too many wait.</summary>
    public bool AddOwn(T item)
    {
        if (_own.Count >= bound)
        {
            Dropped++;
            return false;
        }

        _own.Enqueue(item);
        return true;
    }

    /// <summary>Adds a peer's message; gives back what was dropped for it, the message itself perhaps.</summary>
    public bool TryAdd(string peer, T item, out T? dropped)
    {
        dropped = default;
        var isFull = _count >= bound;
        if (isFull)
        {
            Dropped++;
            var longest = Longest(peer);
            if (!dropsOldest && longest == peer)
            {
                dropped = item;
                return false;
            }

            dropped = Remove(longest);
        }

        if (!_byPeer.TryGetValue(peer, out var queue))
        {
            _byPeer[peer] = queue = [];
            _turns.AddLast(peer);
        }

        queue.AddLast(item);
        _count++;
        return !isFull;
    }

    /// <summary>Takes out at most a number of messages: one's own first, then one of each peer in turn.</summary>
    public IReadOnlyList<T> Take(int most)
    {
        var taken = new List<T>(Math.Min(most, Count));
        while (taken.Count < most && _own.TryDequeue(out var own))
        {
            taken.Add(own);
        }

        while (taken.Count < most && _turns.First is { } turn)
        {
            var peer = turn.Value;
            var queue = _byPeer[peer];
            taken.Add(queue.First!.Value);
            queue.RemoveFirst();
            _count--;
            _turns.RemoveFirst();
            if (queue.Count > 0)
            {
                _turns.AddLast(turn);
            }
            else
            {
                _byPeer.Remove(peer);
            }
        }

        return taken;
    }

    // Of those with the most, the newcomer; else the one served last.
    private string Longest(string newcomer)
    {
        var (longest, most) = (newcomer, _byPeer.TryGetValue(newcomer, out var own) ? own.Count : 0);
        for (var turn = _turns.Last; turn is not null; turn = turn.Previous)
        {
            if (_byPeer[turn.Value].Count > most)
            {
                (longest, most) = (turn.Value, _byPeer[turn.Value].Count);
            }
        }

        return longest;
    }

    private T Remove(string peer)
    {
        var queue = _byPeer[peer];
        var node = dropsOldest ? queue.First! : queue.Last!;
        queue.Remove(node);
        _count--;
        if (queue.Count == 0)
        {
            _byPeer.Remove(peer);
            _turns.Remove(peer);
        }

        return node.Value;
    }
}
