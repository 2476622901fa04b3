using Akka.Actor;
using Consensoor.Messages;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Peers as they come and go, and their `Status`, by which one that is on another chain is left.</summary>
internal sealed partial class RequestsActor
{
    private readonly SortedSet<string> _peers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _left = new(StringComparer.Ordinal);

    // Peers whose finalized block is compared with what storage knows: the last `Status` of each.
    private readonly SortedDictionary<string, Status> _compared = new(StringComparer.Ordinal);

    private void OnConnected(string peer)
    {
        _heard = Now;
        if (_peers.Add(peer))
        {
            AskStatus(peer);
            _upkeep.Connect(peer, Now);
            KeepUp();
        }
    }

    private void OnDisconnected(string peer)
    {
        _peers.Remove(peer);
        _left.Remove(peer);
        _compared.Remove(peer);
        _upkeep.Disconnect(peer);
        EndAllOf(peer, "the peer went");
        foreach (var row in RequestTable.Rows)
        {
            _versions.Remove((peer, row));
        }
    }

    /// <summary>Ends the questions to a peer and what it asked.</summary>
    private void EndAllOf(string peer, string reason)
    {
        if (_waiting.Remove(peer, out var queue))
        {
            foreach (var question in queue)
            {
                question.Asker.Tell(question.End(PeerResult.Disconnected, reason));
            }
        }

        foreach (var (id, question) in _open.Where(open => open.Value.Ask.Peer == peer).ToArray())
        {
            End(id, question, question.End(PeerResult.Disconnected, reason));
        }

        foreach (var id in _serving.Where(serving => serving.Value.Peer == peer).Select(static serving => serving.Key).ToArray())
        {
            _serving.Remove(id);
            _network.Tell(new EndResponse(id));
        }
    }

    private void AskStatus(string peer) => OnAsk(new AskPeer(0, peer, new StatusRequest(OwnStatus())), Self);

    private void NoteStatus(string peer, Status status)
    {
        if (_peers.Contains(peer))
        {
            var head = _own.View?.Head;
            var reason = StatusJudge.Judge(_settings.Spec, _settings.GenesisValidatorsRoot, Slot, head, status);
            _compared.Remove(peer);
            if (reason is null && StatusJudge.OldFinalizedSlot(_settings.Spec, head, status) is { } slot)
            {
                _compared[peer] = status;
                _storage.Tell(new LoadRootBySlot(slot));
            }

            if (reason is not null || !_compared.ContainsKey(peer))
            {
                OnJudged(peer, reason);
            }
        }

        Context.System.EventStream.Publish(new PeerStatusReceived(peer, status, Now));
    }

    /// <summary>Compares finalized blocks with those of storage; an empty slot says nothing.</summary>
    private void OnFinalizedRoot(StoredRoot stored)
    {
        var start = stored.Slot / _settings.Spec.Preset.SlotsPerEpoch;
        if (stored.Slot % _settings.Spec.Preset.SlotsPerEpoch != 0)
        {
            // Asked for somebody's range: it says nothing of the epoch's first slot.
            return;
        }

        foreach (var (peer, status) in _compared.Where(compared => compared.Value.FinalizedEpoch == start).ToArray())
        {
            _compared.Remove(peer);
            OnJudged(peer, stored.Root is { } own ? StatusJudge.Compare(start, status.FinalizedRoot, own) : null);
        }
    }

    private void OnJudged(string peer, string? reason)
    {
        if (reason is null ? _left.Remove(peer) : _left.TryAdd(peer, reason))
        {
            _network.Tell(new PeerJudged(peer, reason));
            if (reason is not null)
            {
                EndAllOf(peer, reason);
            }
        }
    }
}
