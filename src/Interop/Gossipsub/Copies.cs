namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// Who sent a message, in the order of arrival, and how often. Part of the message, since most are kept with one sender or none and the
/// collector looks at each object of theirs.
/// </summary>
internal struct Copies
{
    private PeerState? _first;
    private int _times;
    private List<(PeerState Peer, int Count)>? _others;

    /// <summary>Who sent it first; there must be somebody.</summary>
    public readonly PeerState First => _first!;

    /// <summary>The peers, the first sender first.</summary>
    public readonly IEnumerable<PeerState> Peers =>
        _first is null ? [] : _others is null ? [_first] : _others.Select(static copy => copy.Peer).Prepend(_first);

    /// <summary>Counts a copy; gives how many the peer has sent with it.</summary>
    public int Add(PeerState peer)
    {
        if (_first is null || _first == peer)
        {
            _first = peer;
            return ++_times;
        }

        _others ??= [];
        for (var i = 0; i < _others.Count; i++)
        {
            if (_others[i].Peer == peer)
            {
                _others[i] = (peer, _others[i].Count + 1);
                return _others[i].Count;
            }
        }

        _others.Add((peer, 1));
        return 1;
    }

    /// <summary>True where the peer has sent the message.</summary>
    public readonly bool Has(PeerState peer)
    {
        if (_first == peer)
        {
            return true;
        }

        foreach (var copy in _others ?? [])
        {
            if (copy.Peer == peer)
            {
                return true;
            }
        }

        return false;
    }
}
