namespace Consensoor.Actors.Network.Requests;

/// <summary>How many chunks each peer may be sent: a bucket that fills with time, full at first.</summary>
internal sealed class ChunkQuota(int burst, int perSecond)
{
    private readonly Dictionary<string, (double Left, DateTimeOffset At)> _peers = [];

    /// <summary>Takes a chunk from a peer's bucket; false where it is empty for now.</summary>
    public bool TryTake(string peer, DateTimeOffset now)
    {
        var (left, at) = _peers.GetValueOrDefault(peer, (burst, now));
        left = Math.Min(burst, left + ((now - at).TotalSeconds * perSecond));
        var isThere = left >= 1;
        _peers[peer] = (isThere ? left - 1 : left, now);
        return isThere;
    }

    /// <summary>Forgets a peer that went and whose bucket is full again, so that going and coming gains it nothing.</summary>
    public void Forget(DateTimeOffset now, Func<string, bool> isConnected)
    {
        foreach (var (peer, (left, at)) in _peers.ToArray())
        {
            if (!isConnected(peer) && left + ((now - at).TotalSeconds * perSecond) >= burst)
            {
                _peers.Remove(peer);
            }
        }
    }
}
