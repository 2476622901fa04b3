namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>
/// Challenges by node and address, bounded, each good for a short while and for five answers that fail. One that was answered is gone: a
/// handshake is never taken twice.
/// </summary>
internal sealed class ChallengeCache(int limit)
{
    private const int MaxAttempts = 5;

    private readonly Dictionary<NodeAt, (Challenge Challenge, int Attempts)> _challenges = [];
    private readonly Queue<(NodeAt Peer, DateTimeOffset Expires)> _byExpiry = [];

    public int Count => _challenges.Count;

    /// <summary>Makes room for one more; false where all are still good.</summary>
    public bool HasRoom(DateTimeOffset now)
    {
        while (_byExpiry.TryPeek(out var oldest) && oldest.Expires <= now)
        {
            _byExpiry.Dequeue();
            if (_challenges.TryGetValue(oldest.Peer, out var entry) && entry.Challenge.Expires <= now)
            {
                _challenges.Remove(oldest.Peer);
            }
        }

        return _byExpiry.Count < limit;
    }

    /// <summary>Keeps a challenge, with the one before it where that is still good.</summary>
    public void Add(DateTimeOffset now, NodeAt peer, Challenge challenge)
    {
        var before = _challenges.GetValueOrDefault(peer);
        var good = before.Challenge is not null && before.Challenge.Expires > now;
        var kept = good ? before.Challenge! with { Before = null } : null;
        _challenges[peer] = (challenge with { Before = kept }, good ? before.Attempts : 0);
        _byExpiry.Enqueue((peer, challenge.Expires));
    }

    /// <summary>The challenge that a handshake may answer; counts the attempt. Null where there is none or too many failed.</summary>
    public Challenge? Attempt(DateTimeOffset now, NodeAt peer)
    {
        if (!_challenges.TryGetValue(peer, out var entry) || entry.Challenge.Expires <= now || entry.Attempts >= MaxAttempts)
        {
            return null;
        }

        _challenges[peer] = (entry.Challenge, entry.Attempts + 1);
        return entry.Challenge;
    }

    /// <summary>Forgets what was answered.</summary>
    public void Remove(NodeAt peer) => _challenges.Remove(peer);
}
