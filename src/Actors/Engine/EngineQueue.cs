using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>
/// The requests to the execution layer whose order counts, as a machine that is handed the time: one is under way, at most
/// <paramref name="bound"/> wait, in the order they came. A request that gets no answer in its time is given up. Then the layer is away: it
/// is tried again after a back-off, and who has waited longer than its request may take is told. Drop rule: the new one is not taken.
/// Where connecting takes a time, the layer is connected before it is asked anything, at first and whenever it was away. The last head that
/// did not reach it, or that it may have forgotten, is told before anything else; and a payload never follows another without a head
/// between them, the last one again where no new one waits. A head may overtake payloads, since it never is one of those that wait.
/// </summary>
internal sealed class EngineQueue(int bound, TimeSpan backOff, TimeSpan maxBackOff, TimeSpan? connecting = null)
{
    private readonly LinkedList<EngineTicket> _waiting = new();
    private EngineTicket? _asked;
    private ForkchoiceUpdated? _lastHead;
    private TimeSpan _headTimeout;
    private bool _isConnected = connecting is null;
    private bool _isHeadOwed;
    private bool _isPayloadLast;
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
            var asks = _asked?.Deadline ?? (_waiting.Count > 0 || _isHeadOwed || !_isConnected ? _notBefore : null);
            return expires is null || asks < expires ? asks : expires;
        }
    }

    /// <summary>Takes a request in; false where there is no room for it.</summary>
    public bool Add(EngineTicket ticket)
    {
        var isFull = _waiting.Count >= bound;
        if (ticket.Request is ForkchoiceUpdated { Attributes: null } head)
        {
            (_lastHead, _headTimeout) = (head, ticket.Timeout);
            _isHeadOwed |= isFull;
        }

        if (isFull)
        {
            Dropped++;
            return false;
        }

        _waiting.AddLast(ticket);
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

        if (!_isConnected)
        {
            _asked = new EngineTicket(ConnectEngine.Instance, ActorRefs.Nobody, now, connecting!.Value);
        }
        else if ((NextHead(now) ?? _waiting.First?.Value) is { } next)
        {
            _waiting.Remove(next);
            _asked = next;
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
        if (!isReached)
        {
            GoAway(ticket, now);
            return true;
        }

        if (ticket.Request is ConnectEngine)
        {
            (_isConnected, _notBefore) = (true, null);
        }
        else
        {
            _isPayloadLast = ticket.Request is NewPayload;
            _isHeadOwed &= !ReferenceEquals(ticket.Request, _lastHead);
        }

        // One that can be connected has still to show that it answers, where there is something to ask.
        if (ticket.Request is not ConnectEngine || (_waiting.Count == 0 && !_isHeadOwed))
        {
            (IsAway, _notBefore, _nextBackOff) = (false, null, null);
        }

        return true;
    }

    /// <summary>
    /// Something else that the layer was asked got no answer: it is connected before it is asked anything more, and told the last head, as
    /// another one may have come in its place. Where a request is under way, that one shows whether it is there.
    /// </summary>
    public void Doubt()
    {
        if (_asked is null && !IsAway)
        {
            MayHaveForgotten(null);
        }
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
            GoAway(late, now);
        }

        for (var node = IsAway ? _waiting.First : null; node is not null;)
        {
            var (ticket, next) = (node.Value, node.Next);
            if (ticket.Since + ticket.Timeout <= now)
            {
                expired.Add(ticket);
                _waiting.Remove(node);
            }

            node = next;
        }

        return expired;
    }

    /// <summary>
    /// Takes out all requests, the one under way too, for each to be answered as dropped. What the layer was told last is not forgotten: a
    /// payload under way may have reached it, and the last head may not.
    /// </summary>
    public IReadOnlyList<EngineTicket> TakeAll()
    {
        EngineTicket[] all = _asked is { } asked ? [asked, .. _waiting] : [.. _waiting];
        MayHaveForgotten(_asked);
        _asked = null;
        _waiting.Clear();
        return all;
    }

    /// <summary>The head to tell before what waits first; null where that may come.</summary>
    private EngineTicket? NextHead(DateTimeOffset now)
    {
        if (_lastHead is not { } head || !(_isHeadOwed || (_isPayloadLast && _waiting.First?.Value.Request is NewPayload)))
        {
            return null;
        }

        return _waiting.FirstOrDefault(static ticket => ticket.Request is ForkchoiceUpdated)
            ?? new EngineTicket(head, ActorRefs.Nobody, now, _headTimeout);
    }

    private void GoAway(EngineTicket ticket, DateTimeOffset now)
    {
        MayHaveForgotten(ticket);
        IsAway = true;
        var wait = _nextBackOff ?? backOff;
        _notBefore = now + wait;
        _nextBackOff = wait * 2 < maxBackOff ? wait * 2 : maxBackOff;
    }

    // It may have had the payload, and another one that comes in its place has no head.
    private void MayHaveForgotten(EngineTicket? asked)
    {
        _isPayloadLast |= asked?.Request is NewPayload;
        _isHeadOwed = _lastHead is not null;
        _isConnected = connecting is null;
    }
}
