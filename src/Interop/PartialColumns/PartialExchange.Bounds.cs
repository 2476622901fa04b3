using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Containers;

namespace Consensoor.Interop.PartialColumns;

/// <content>What is kept of peers, and each one's share of it.</content>
public sealed partial class PartialExchange
{
    // What is said of a group, new ones only as the bounds allow.
    private (CellGroup Group, PeerCells State)? EntryOf(
        PartialEvent news, PartialDataColumnGroupID id, PartialForm form, TimeSpan now)
    {
        if (!_groups.TryGetValue((news.Topic, id), out var group))
        {
            var share = _shares.GetValueOrDefault(news.Peer);
            if (share?.NamedIn(news.Topic) >= _limits.StrangerGroupsOfPeer)
            {
                Counts.Dropped++;
                _router.OffendPartial(news.Peer, news.Topic, "names more blocks in partial messages than there can be", now);
                return null;
            }

            if (_strangerCount >= _limits.StrangerGroups || share?.Named >= _limits.StrangerGroupsShare || !HasEntry(share))
            {
                Counts.Dropped++;
                return null;
            }

            ShareOf(news.Peer).Name(news.Topic, 1);
            _strangerCount++;
            group = new CellGroup(news.Topic, id, news.Group.ToArray(), form.Context, news.Peer) { Life = _limits.StrangerLife };
            _groups.Add((news.Topic, id), group);
        }

        return EntryOf(group, news.Peer) is { } state ? (group, state) : null;
    }

    private PeerCells? EntryOf(CellGroup group, string peer)
    {
        if (group.Peers.TryGetValue(peer, out var state))
        {
            return state;
        }

        if (!HasEntry(_shares.GetValueOrDefault(peer)))
        {
            Counts.Dropped++;
            return null;
        }

        _entries++;
        ShareOf(peer).Enter(group);
        state = new PeerCells();
        if (group.Have is { } have)
        {
            state.Size(have.Length);
        }

        group.Peers.Add(peer, state);
        return state;
    }

    private bool HasEntry(PeerShare? share) =>
        _entries < _limits.Entries && (share?.Groups.Count ?? 0) < _limits.EntriesShare;

    private bool TryWait(string peer, long bytes)
    {
        var share = ShareOf(peer);
        if (_waiting + bytes > _limits.WaitingBytes || share.Waiting + bytes > _limits.WaitingBytesOfPeer)
        {
            Counts.Dropped++;
            return false;
        }

        _waiting += bytes;
        share.Waiting += bytes;
        return true;
    }

    private void Unwait(string peer, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        _waiting -= bytes;
        _shares[peer].Waiting -= bytes;
        ForgetIfIdle(peer);
    }

    private void Leave(CellGroup group, string peer, PeerCells state)
    {
        _entries--;
        ShareOf(peer).Leave(group);
        Unwait(peer, state.EarlyBytes);
        ForgetIfIdle(peer);
    }

    private PeerShare ShareOf(string peer)
    {
        if (!_shares.TryGetValue(peer, out var share))
        {
            _shares[peer] = share = new PeerShare();
        }

        return share;
    }

    private void ForgetIfIdle(string peer)
    {
        if (_shares.TryGetValue(peer, out var share) && share.IsEmpty)
        {
            _shares.Remove(peer);
        }
    }
}
