namespace Consensoor.Interop.ReqResp;

/// <summary>
/// What peers may still have, a bucket of tokens by peer and protocol. Who asks for more waits; nobody is refused for it
/// (`phase0/p2p-interface.md#responding-side`). A bucket is kept until it is full again, so that coming anew gains nothing; at most a
/// number of them, beyond which the fullest is forgotten.
/// </summary>
public sealed class TokenBuckets(int bound = 8192)
{
    private readonly Dictionary<(string Peer, string Protocol), (Quota Quota, double Left, TimeSpan At)> _buckets = [];

    /// <summary>Buckets that are not full.</summary>
    public int Count => _buckets.Count;

    /// <summary>
    /// Takes tokens; zero where they are there, else how long to wait before asking again. What is more than the bucket holds takes the
    /// full bucket and leaves a debt, for which the next ones wait.
    /// </summary>
    public TimeSpan Take(string peer, ReqRespProtocol protocol, double tokens, TimeSpan now)
    {
        var key = (peer, protocol.Name);
        var quota = protocol.Quota;
        var left = _buckets.TryGetValue(key, out var bucket) ? Left(bucket, now) : quota.Burst;
        var need = Math.Min(tokens, quota.Burst);
        if (left < need)
        {
            _buckets[key] = (quota, left, now);

            // Rounded up: a wait of nothing would say that they were taken.
            return TimeSpan.FromTicks(Math.Max(1, (long)Math.Ceiling((need - left) / quota.PerSecond * TimeSpan.TicksPerSecond)));
        }

        if (!_buckets.ContainsKey(key) && _buckets.Count >= bound)
        {
            Forget(now);
            if (_buckets.Count >= bound)
            {
                _buckets.Remove(_buckets.MaxBy(entry => Left(entry.Value, now) / entry.Value.Quota.Burst).Key);
            }
        }

        _buckets[key] = (quota, left - tokens, now);
        return TimeSpan.Zero;
    }

    /// <summary>Forgets buckets that are full again.</summary>
    public void Forget(TimeSpan now)
    {
        foreach (var (key, bucket) in _buckets)
        {
            if (Left(bucket, now) >= bucket.Quota.Burst)
            {
                _buckets.Remove(key);
            }
        }
    }

    private static double Left((Quota Quota, double Left, TimeSpan At) bucket, TimeSpan now) =>
        Math.Min(bucket.Quota.Burst, bucket.Left + ((now - bucket.At).TotalSeconds * bucket.Quota.PerSecond));
}
