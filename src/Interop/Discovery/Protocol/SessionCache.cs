using Consensoor.Interop.Discovery.Table;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>
/// Sessions, bounded in all and by address. The one not used longest goes, of the same address where that has its share, so that one
/// address never pushes out others'.
/// </summary>
internal sealed class SessionCache(int limit, int limitPerAddress) : IDisposable
{
    private readonly Dictionary<NodeAt, LinkedListNode<Session>> _sessions = [];
    private readonly LinkedList<Session> _byUse = [];
    private readonly Dictionary<ulong, int> _byAddress = [];

    public int Count => _sessions.Count;

    /// <summary>Finds a session and counts it as used.</summary>
    public Session? Use(NodeAt peer)
    {
        if (!_sessions.TryGetValue(peer, out var node))
        {
            return null;
        }

        _byUse.Remove(node);
        _byUse.AddLast(node);
        return node.Value;
    }

    /// <summary>Begins a session, or gives an existing one newer keys.</summary>
    public Session Open(NodeAt peer, SessionCipher cipher)
    {
        if (Use(peer) is { } known)
        {
            known.Renew(cipher);
            return known;
        }

        var address = NetworkPrefix.Sender(peer.Endpoint.Address);
        if (_byAddress.GetValueOrDefault(address) >= limitPerAddress)
        {
            Remove(_byUse.First(session => NetworkPrefix.Sender(session.Peer.Endpoint.Address) == address));
        }
        else if (_sessions.Count >= limit)
        {
            Remove(_byUse.First!.Value);
        }

        var made = new Session(peer, cipher);
        _sessions[peer] = _byUse.AddLast(made);
        _byAddress[address] = _byAddress.GetValueOrDefault(address) + 1;
        return made;
    }

    public void Dispose()
    {
        foreach (var session in _byUse)
        {
            session.Dispose();
        }
    }

    private void Remove(Session session)
    {
        if (_sessions.Remove(session.Peer, out var node))
        {
            _byUse.Remove(node);
            var address = NetworkPrefix.Sender(session.Peer.Endpoint.Address);
            if (--_byAddress[address] == 0)
            {
                _byAddress.Remove(address);
            }

            session.Dispose();
        }
    }
}
