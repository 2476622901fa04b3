using System.Diagnostics.CodeAnalysis;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// Ids of messages that were seen, each for a time that is the same for all; at most a number of them, beyond which the oldest is forgotten
/// early. A released id counts as never seen.
/// </summary>
internal sealed class SeenIds(TimeSpan life, int bound)
{
    private readonly Dictionary<MessageId, (ulong Number, SeenState State)> _ids = [];
    private readonly Queue<(MessageId Id, ulong Number, TimeSpan Until)> _order = new();
    private ulong _number;

    /// <summary>Ids that are known.</summary>
    public int Count => _ids.Count;

    /// <summary>True where an id is known, and in which state.</summary>
    public bool TryGet(MessageId id, [MaybeNullWhen(false)] out SeenState state)
    {
        var isKnown = _ids.TryGetValue(id, out var entry);
        state = entry.State;
        return isKnown;
    }

    /// <summary>Adds an id that is not known.</summary>
    public void Add(MessageId id, SeenState state, TimeSpan now)
    {
        while (_order.Count >= bound)
        {
            Forget(_order.Dequeue());
        }

        _ids[id] = (++_number, state);
        _order.Enqueue((id, _number, now + life));
    }

    /// <summary>Changes the state of an id, where it is still known.</summary>
    public void Set(MessageId id, SeenState state)
    {
        if (_ids.TryGetValue(id, out var entry))
        {
            _ids[id] = entry with { State = state };
        }
    }

    /// <summary>Forgets an id at once.</summary>
    public void Release(MessageId id) => _ids.Remove(id);

    /// <summary>Forgets what is old.</summary>
    public void Expire(TimeSpan now)
    {
        while (_order.TryPeek(out var oldest) && oldest.Until <= now)
        {
            Forget(_order.Dequeue());
        }
    }

    // A released id may have come anew: then this is not its entry any more.
    private void Forget((MessageId Id, ulong Number, TimeSpan Until) entry)
    {
        if (_ids.TryGetValue(entry.Id, out var known) && known.Number == entry.Number)
        {
            _ids.Remove(entry.Id);
        }
    }
}
