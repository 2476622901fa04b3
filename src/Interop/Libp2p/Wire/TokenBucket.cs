namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>Holds a rate: a bucket that is full at first, and gets some tokens back a second.</summary>
public struct TokenBucket
{
    private readonly double _perSecond;
    private readonly double _burst;
    private double _tokens;
    private DateTimeOffset? _since;

    /// <summary>A bucket of <paramref name="burst"/> tokens.</summary>
    public TokenBucket(double perSecond, double burst) => (_perSecond, _burst, _tokens) = (perSecond, burst, burst);

    /// <summary>Tells whether there are tokens to take.</summary>
    public readonly bool Has(DateTimeOffset now, double tokens = 1)
    {
        var copy = this;
        return copy.TryTake(now, tokens);
    }

    /// <summary>Takes tokens; false, and none taken, where there are not as many. Time that goes back counts as none.</summary>
    public bool TryTake(DateTimeOffset now, double tokens = 1)
    {
        if (_since is { } since && now > since)
        {
            _tokens = Math.Min(_burst, _tokens + (_perSecond * (now - since).TotalSeconds));
        }

        _since = _since > now ? _since : now;
        if (_tokens < tokens)
        {
            return false;
        }

        _tokens -= tokens;
        return true;
    }
}
