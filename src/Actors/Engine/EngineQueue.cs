using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>
/// The requests to the execution layer whose order counts, as a machine that is handed the time: one is under way, at most
/// <paramref name="bound"/> wait, in the order they came. A request that gets no answer in its time is given up. Then the layer is away: it
/// is tried again after a back-off, and who has waited longer than its request may take is told. The last forkchoiceUpdated that did not
/// reach it is what it is tried with where nothing else waits. Drop rule: the new one is not taken.
/// </summary>
internal sealed class EngineQueue(int bound, TimeSpan backOff, TimeSpan maxBackOff)
{
    private readonly Queue<EngineTicket> _waiting = new();
    private EngineTicket? _asked;
    private EngineTicket? _lastHead;
    private DateTimeOffset? _notBefore;
    private TimeSpan? _nextBackOff;

    /// <summary>Counts the requests that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>The most requests that may wait.</summary>
    public int Bound => bound;

    /// <summary>Counts the requests for which there was no room.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>True from a request without an answer to the next answer.</summary>
    public bool IsAway { get; private set; }

    /// <summary>The request under way, null where there is none.</summary>
    public EngineTicket? Asked => _asked;

    /// <summary>When <see cref="Next"/> or <see cref="Expire"/> has something to say if nothing else happens; null where never.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            var expires =
                IsAway && _waiting.Count > 0 ? _waiting.Min(static ticket => ticket.Since + ticket.Timeout) : (DateTimeOffset?)null;
            var asks = _asked?.Deadline ?? (_waiting.Count > 0 || (IsAway && _lastHead is not null) ? _notBefore : null);
            return expires is null || asks < expires ? asks : expires;
        }
    }

    /// <summary>Takes a request in; false where there is no room for it.</summary>
    public bool Add(EngineTicket ticket)
    {
        if (ticket.Request is ForkchoiceUpdated { Attributes: null })
        {
            _lastHead = ticket;
        }

        if (_waiting.Count >= bound)
        {
            Dropped++;
            return false;
        }

        _waiting.Enqueue(ticket);
        return true;
    }

    /// <summary>
    /// The request to ask now, which is under way from now on; null where one is already, none waits, or the layer is away and its time has
    /// not come.
    /// </summary>
    public EngineTicket? Next(DateTimeOffset now)
    {
        if (_asked is not null || _notBefore > now)
        {
            return null;
        }

        if (_waiting.TryDequeue(out var next))
        {
            _asked = next;
        }
        else if (IsAway && _lastHead is { } head)
        {
            _asked = _lastHead = new EngineTicket(head.Request, ActorRefs.Nobody, now, head.Timeout);
        }
        else
        {
            return null;
        }

        _asked.Deadline = now + _asked.Timeout;
        return _asked;
    }

    /// <summary>
    /// The layer answered a request, or could not be reached; false where it is not the one under way any more, so that nobody is to be
    /// answered.
    /// </summary>
    public bool Settle(EngineTicket ticket, bool isReached, DateTimeOffset now)
    {
        if (_asked != ticket)
        {
            return false;
        }

        _asked = null;
        if (isReached)
        {
            (IsAway, _notBefore, _nextBackOff) = (false, null, null);
            _lastHead = _lastHead == ticket ? null : _lastHead;
        }
        else
        {
            GoAway(now);
        }

        return true;
    }

    /// <summary>
    /// Takes out what is to be told that it gets no answer: what was asked too long ago and, while the layer is away, what waits too long.
    /// </summary>
    public IReadOnlyList<EngineTicket> Expire(DateTimeOffset now)
    {
        var expired = new List<EngineTicket>();
        if (_asked is { } late && late.Deadline <= now)
        {
            _asked = null;
            expired.Add(late);
            GoAway(now);
        }

        if (IsAway && _waiting.Any(ticket => ticket.Since + ticket.Timeout <= now))
        {
            EngineTicket[] waiting = [.. _waiting];
            _waiting.Clear();
            foreach (var ticket in waiting)
            {
                if (ticket.Since + ticket.Timeout <= now)
                {
                    expired.Add(ticket);
                }
                else
                {
                    _waiting.Enqueue(ticket);
                }
            }
        }

        return expired;
    }

    /// <summary>Takes out all requests that wait, for each to be answered as dropped.</summary>
    public IReadOnlyList<EngineTicket> TakeAll()
    {
        EngineTicket[] all = _asked is { } asked ? [asked, .. _waiting] : [.. _waiting];
        _asked = null;
        _waiting.Clear();
        return all;
    }

    private void GoAway(DateTimeOffset now)
    {
        IsAway = true;
        var wait = _nextBackOff ?? backOff;
        _notBefore = now + wait;
        _nextBackOff = wait * 2 < maxBackOff ? wait * 2 : maxBackOff;
    }
}
