namespace Consensoor.Interop.Gossipsub;

/// <summary>Who sent a message, in the order of arrival, and how often.</summary>
internal sealed class Copies
{
    private readonly List<(PeerState Peer, int Count)> _of = [];

    /// <summary>The number of peers.</summary>
    public int Count => _of.Count;

    /// <summary>Who sent it first; there must be somebody.</summary>
    public PeerState First => _of[0].Peer;

    /// <summary>The peers, the first sender first.</summary>
    public IEnumerable<PeerState> Peers => _of.Select(static copy => copy.Peer);

    /// <summary>Counts a copy; gives how many the peer has sent with it.</summary>
    public int Add(PeerState peer)
    {
        for (var i = 0; i < _of.Count; i++)
        {
            if (_of[i].Peer == peer)
            {
                _of[i] = (peer, _of[i].Count + 1);
                return _of[i].Count;
            }
        }

        _of.Add((peer, 1));
        return 1;
    }

    /// <summary>True where the peer has sent the message.</summary>
    public bool Has(PeerState peer)
    {
        foreach (var copy in _of)
        {
            if (copy.Peer == peer)
            {
                return true;
            }
        }

        return false;
    }
}
