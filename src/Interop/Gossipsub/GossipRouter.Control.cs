namespace Consensoor.Interop.Gossipsub;

public sealed partial class GossipRouter
{
    private void Control(PeerState peer, TimeSpan now)
    {
        Counts.DontWants += _rpc.DontWants.Count > 0 ? 1UL : 0;
        foreach (var id in _rpc.DontWants)
        {
            if (++peer.DontWants > _settings.MaxIDontWant)
            {
                break;
            }

            Counts.DontWantIds++;
            peer.DontSend[id] = _heartbeat + (ulong)_settings.IDontWantLife;
            Happened(now, GossipEventKind.NotWanted, peer, null, "", id);
        }

        if (IsAtLeast(peer, _scores.Parameters.Thresholds.Gossip))
        {
            OnHave(peer, now);
            OnWant(peer);
        }

        foreach (var entry in _rpc.Grafts)
        {
            // A topic that is not subscribed is no answer worth: whoever asks for many would be sent as many PRUNEs.
            if (TryTopic(entry.Span, out var topic) && topic.IsJoined)
            {
                OnGraft(peer, topic, now);
            }
        }

        foreach (var entry in _rpc.Prunes)
        {
            if (TryTopic(entry.Topic.Span, out var topic) && topic.IsJoined)
            {
                OnPrune(peer, topic, entry.BackOff, now);
            }
        }
    }

    private void OnGraft(PeerState peer, TopicState topic, TimeSpan now)
    {
        if (topic.Mesh.Contains(peer))
        {
            return;
        }

        var refused = peer.IsDirect ? "is a direct peer"
            : !peer.Topics.Contains(topic) ? "is not subscribed"
            : IsTooEarly(peer, topic, now) ? "asked before its back-off was over"
            : ScoreOf(peer) < 0 ? "has a negative score"
            : topic.Mesh.Count >= _settings.DHigh && !peer.IsOutbound ? "the mesh is full"
            : null;
        if (refused is null)
        {
            Enter(peer, topic, now, GraftReason.Subscribed, "asked for it");
            return;
        }

        BackOff(topic, peer.Id, now + _settings.PruneBackOff);
        Tell(peer).Prune(topic, _settings.PruneBackOff);
    }

    private bool IsTooEarly(PeerState peer, TopicState topic, TimeSpan now)
    {
        if (!topic.BackOffs.TryGetValue(peer.Id, out var until) || now >= until)
        {
            return false;
        }

        Offend(peer, Penalty.GraftBackoff, topic.Name, "GRAFT before its back-off was over", now);
        if (now < until - _settings.PruneBackOff + _settings.GraftFlood)
        {
            Offend(peer, Penalty.GraftBackoff, topic.Name, "GRAFT right after a PRUNE", now);
        }

        return true;
    }

    private void OnPrune(PeerState peer, TopicState topic, ulong? seconds, TimeSpan now)
    {
        LeaveMesh(peer, topic, now, PruneReason.Prune, "pruned this node");
        var longest = _settings.MaxBackOff;
        var backOff = seconds is not { } named ? _settings.PruneBackOff
            : named >= (ulong)longest.TotalSeconds ? longest
            : TimeSpan.FromSeconds((long)named);
        BackOff(topic, peer.Id, now + backOff);
    }

    private void OnHave(PeerState peer, TimeSpan now)
    {
        if (_rpc.Haves.Count == 0)
        {
            return;
        }

        if (++peer.Haves > _settings.MaxIHaveMessages)
        {
            if (peer.Haves > 2 * _settings.MaxIHaveMessages)
            {
                Offend(peer, Penalty.TooManyHaves, null, "sent more IHAVE than are heard", now);
            }

            return;
        }

        List<MessageId>? want = null;
        foreach (var have in _rpc.Haves)
        {
            if (!TryTopic(have.Topic.Span, out var topic) || !topic.IsJoined)
            {
                continue;
            }

            for (var i = have.First; i < have.First + have.Count; i++)
            {
                var id = _rpc.HaveIds[i];
                if (!_seen.TryGet(id, out _) && (!_asked.TryGetValue(id, out var asked) || asked.Peers < _settings.MaxIWantPeers))
                {
                    (want ??= []).Add(id);
                    topic.Moves.Missed++;
                }
            }
        }

        if (want is not null)
        {
            Ask(peer, want, now);
        }
    }

    private void Ask(PeerState peer, List<MessageId> want, TimeSpan now)
    {
        // Half of the room that is left: whoever tells of everything leaves some for what others tell of.
        var room = (_settings.Limits.Asked - _asked.Count + 1) / 2;
        Shuffle(want);
        var ids = want.Distinct().Take(Math.Min(_settings.MaxIHaveLength - peer.Asked, room)).ToList();
        if (ids.Count == 0)
        {
            return;
        }

        var until = now + _settings.IWantFollowUp;
        foreach (var id in ids)
        {
            _asked[id] = (_asked.GetValueOrDefault(id).Peers + 1, until);
        }

        peer.Asked += ids.Count;
        peer.Promises.Add((ids[_random.Next(ids.Count)], until));
        Counts.Asked += (ulong)ids.Count;
        Tell(peer).Want(ids);
    }

    private void OnWant(PeerState peer)
    {
        foreach (var id in _rpc.Wants)
        {
            if (!_cache.TryGet(id, out var message)
                || !message.Topic.IsJoined && message.Topic.PublishedAt is null
                || peer.Answered + message.Data.Length > _settings.MaxIWantBytes
                || message.CountAnswer(peer) > _settings.GossipRetransmission)
            {
                continue;
            }

            peer.Answered += message.Data.Length;
            Counts.Answered++;
            Enqueue(peer, message, FramePriority.Gossip);
        }
    }

    // Before anybody has looked at the message: other members of the mesh need not send it too.
    private void DontWant(KeptMessage message, PeerState sender)
    {
        foreach (var peer in message.Topic.Mesh)
        {
            if (peer != sender && peer.Version >= GossipVersion.V12 && !GivesPartial(peer, message.Topic))
            {
                Tell(peer).DontWant(message.Id);
            }
        }
    }

    private void Fulfil(MessageId id)
    {
        if (_asked.Remove(id))
        {
            foreach (var peer in _order)
            {
                peer.Promises.RemoveAll(promise => promise.Id == id);
            }
        }
    }
}
