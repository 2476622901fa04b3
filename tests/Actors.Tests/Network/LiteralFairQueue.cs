namespace Consensoor.Actors.Tests.Network;

/// <summary>
/// The rules of a fair queue said literally: one list in the order of arrival, and the order in which peers were last served.
/// </summary>
internal sealed class LiteralFairQueue(int bound, bool dropsOldest)
{
    private readonly List<(string Peer, int Item)> _waiting = [];
    private readonly List<string> _turns = [];
    private readonly List<int> _own = [];

    public ulong Dropped { get; private set; }

    public int Count => _waiting.Count + _own.Count;

    public bool AddOwn(int item)
    {
        if (_own.Count == bound)
        {
            Dropped++;
            return false;
        }

        _own.Add(item);
        return true;
    }

    public int? Add(string peer, int item)
    {
        int? dropped = null;
        if (_waiting.Count == bound)
        {
            Dropped++;
            var most = _turns.Max(Of);
            var loser = Of(peer) == most ? peer : _turns.Last(other => Of(other) == most);
            if (!dropsOldest && loser == peer)
            {
                return item;
            }

            var gone = dropsOldest ? _waiting.First(waiting => waiting.Peer == loser) : _waiting.Last(waiting => waiting.Peer == loser);
            _waiting.Remove(gone);
            dropped = gone.Item;
            if (Of(loser) == 0)
            {
                _turns.Remove(loser);
            }
        }

        _waiting.Add((peer, item));
        if (!_turns.Contains(peer))
        {
            _turns.Add(peer);
        }

        return dropped;
    }

    public List<int> Take(int most)
    {
        var taken = _own.Take(most).ToList();
        _own.RemoveRange(0, taken.Count);
        while (taken.Count < most && _waiting.Count > 0)
        {
            var peer = _turns[0];
            _turns.RemoveAt(0);
            var next = _waiting.First(waiting => waiting.Peer == peer);
            _waiting.Remove(next);
            taken.Add(next.Item);
            if (Of(peer) > 0)
            {
                _turns.Add(peer);
            }
        }

        return taken;
    }

    private int Of(string peer) => _waiting.Count(waiting => waiting.Peer == peer);
}
