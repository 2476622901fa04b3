using Consensoor.Spec.Gossip;

namespace Consensoor.Interop.Gossipsub;

public sealed partial class GossipRouter
{
    private ulong _heartbeat;
    private TimeSpan _nextOpportunistic;

    /// <summary>Does what is due; after a long sleep one heartbeat, not all that were missed.</summary>
    public void Wake(TimeSpan now)
    {
        if (now < NextWakeUp)
        {
            return;
        }

        var late = now - NextWakeUp > _settings.Heartbeat * 2 ? now - NextWakeUp : TimeSpan.Zero;
        NextWakeUp = NextWakeUp + _settings.Heartbeat > now ? NextWakeUp + _settings.Heartbeat : now + _settings.Heartbeat;
        _heartbeat++;
        _scores.Tick(now);
        foreach (var peer in _order)
        {
            peer.Reset();
            // A promise waits longer by the time in which this process, or its machine, stood still.
            Postpone(peer, late);
            BreakPromises(peer, now);
            ForgetDontSend(peer);
            IsHeard(peer, now);
        }

        Expire(now);
        BeatPartials();
        var isOpportune = now >= _nextOpportunistic;
        _nextOpportunistic = isOpportune ? now + _settings.OpportunisticGraft : _nextOpportunistic;
        foreach (var topic in _topics.Values.ToArray())
        {
            if (topic.IsJoined)
            {
                KeepMesh(topic, isOpportune, now);
                TellOfMessages(topic, topic.Mesh);
                TellOfParts(topic);
            }
            else
            {
                Idle(topic, now);
            }
        }

        foreach (var gone in _cache.Shift())
        {
            LetGo(gone);
        }

        Flush();
    }

    private void KeepMesh(TopicState topic, bool isOpportune, TimeSpan now)
    {
        foreach (var peer in topic.Mesh.ToArray())
        {
            if (ScoreOf(peer) < 0)
            {
                Prune(peer, topic, _settings.PruneBackOff, now, PruneReason.BadScore, "its score is negative");
            }
        }

        if (topic.Mesh.Count < _settings.DLow)
        {
            Fill(topic, _settings.D, now, GraftReason.NotEnough, "the mesh was thin");
        }
        else if (topic.Mesh.Count > _settings.DHigh)
        {
            Thin(topic, now);
        }

        var outbound = topic.Mesh.Count(static peer => peer.IsOutbound);
        if (topic.Mesh.Count >= _settings.DLow && outbound < _settings.DOut)
        {
            foreach (var peer in Some(
                topic.Subscribers, _settings.DOut - outbound, peer => peer.IsOutbound && MayGraft(peer, topic, now)))
            {
                Graft(peer, topic, now, GraftReason.Outbound, "the mesh had too few that this node dialled");
            }
        }

        if (isOpportune && topic.Mesh.Count > 1)
        {
            TakeBetter(topic, now);
        }
    }

    // Keeps the best by score and others at random, among them enough that this node dialled.
    private void Thin(TopicState topic, TimeSpan now)
    {
        var peers = topic.Mesh.ToList();
        Shuffle(peers);
        peers = [.. peers.OrderByDescending(ScoreOf)];
        var others = peers.Skip(_settings.DScore).ToList();
        Shuffle(others);
        var order = peers.Take(_settings.DScore).Concat(others).ToList();
        var (kept, rest) = (order.Take(_settings.D).ToList(), order.Skip(_settings.D).ToList());
        var missing = _settings.DOut - kept.Count(static peer => peer.IsOutbound);
        foreach (var peer in rest.Where(static peer => peer.IsOutbound).Take(missing).ToArray())
        {
            var given = kept.FindLastIndex(static other => !other.IsOutbound);
            if (given < 0)
            {
                break;
            }

            rest.Remove(peer);
            rest.Add(kept[given]);
            kept[given] = peer;
        }

        foreach (var peer in rest)
        {
            Prune(peer, topic, _settings.PruneBackOff, now, PruneReason.Excess, "the mesh was too thick");
        }
    }

    private void TakeBetter(TopicState topic, TimeSpan now)
    {
        var scores = topic.Mesh.Select(ScoreOf).Order().ToArray();
        var median = scores[scores.Length / 2];
        if (median >= _scores.Parameters.Thresholds.OpportunisticGraft)
        {
            return;
        }

        foreach (var peer in Some(
            topic.Subscribers, _settings.OpportunisticGraftPeers, peer => ScoreOf(peer) > median && MayGraft(peer, topic, now)))
        {
            Graft(peer, topic, now, GraftReason.Opportunistic, $"better than the mesh's median of {median:0.##}");
        }
    }

    private void TellOfMessages(TopicState topic, List<PeerState> among)
    {
        if (_cache.GossipIds(topic) is not { Count: > 0 } ids)
        {
            return;
        }

        var threshold = _scores.Parameters.Thresholds.Gossip;
        var candidates = topic.Subscribers.FindAll(
            peer => !peer.IsDirect && !among.Contains(peer) && ScoreOf(peer) >= threshold && !TakesPartial(peer, topic));
        var count = Math.Max(_settings.DLazy, (int)(_settings.GossipFactor * candidates.Count));
        foreach (var peer in Some(candidates, count, static _ => true))
        {
            // Each hears of others where there are more than one may be told of.
            var some = ids;
            if (ids.Count > _settings.MaxIHaveLength)
            {
                Shuffle(ids);
                some = ids[.._settings.MaxIHaveLength];
            }

            Tell(peer).Have(topic, some);
        }
    }

    private void Idle(TopicState topic, TimeSpan now)
    {
        if (topic.PublishedAt is { } published)
        {
            if (now - published >= _settings.FanoutTtl)
            {
                topic.Fanout.Clear();
                topic.PublishedAt = null;
            }
            else if (!_settings.FloodPublish)
            {
                KeepFanout(topic);
                TellOfMessages(topic, topic.Fanout);
            }
        }

        if (topic.LeftAt is { } left && now - left >= _settings.FanoutTtl)
        {
            topic.LeftAt = null;
        }

        ForgetIfIdle(topic);
    }

    private static void Postpone(PeerState peer, TimeSpan late)
    {
        for (var i = 0; i < peer.Promises.Count && late > TimeSpan.Zero; i++)
        {
            peer.Promises[i] = peer.Promises[i] with { Until = peer.Promises[i].Until + late };
        }
    }

    private void BreakPromises(PeerState peer, TimeSpan now)
    {
        var broken = peer.Promises.RemoveAll(promise => promise.Until <= now);
        if (broken > 0)
        {
            Counts.BrokenPromises += (ulong)broken;
            Offend(peer, Penalty.BrokenPromise, null, "did not bring what it told of (IHAVE)", now, broken);
        }
    }

    private void ForgetDontSend(PeerState peer)
    {
        foreach (var (id, until) in peer.DontSend)
        {
            if (until <= _heartbeat)
            {
                peer.DontSend.Remove(id);
            }
        }
    }

    private void Expire(TimeSpan now)
    {
        _seen.Expire(now);
        foreach (var (id, asked) in _asked)
        {
            if (asked.Until <= now)
            {
                _asked.Remove(id);
            }
        }

        while (_pendingOrder.TryPeek(out var oldest)
            && (!_pending.ContainsKey(oldest.Id) || oldest.At + _settings.Limits.PendingLife <= now))
        {
            _pendingOrder.Dequeue();
            if (_pending.TryGetValue(oldest.Id, out var message) && message.At == oldest.At)
            {
                Settle(message);
                _seen.Set(oldest.Id, SeenState.Ignored);
                LetGo(message);
                Count(message.Topic, static counts => counts.Dropped++);
                Happened(
                    now, GossipEventKind.Dropped, message.Copies.First, message.Topic.Name, "nobody judged it in time", oldest.Id);
            }
        }

        foreach (var topic in _topics.Values)
        {
            foreach (var (peer, until) in topic.BackOffs)
            {
                if (until + (2 * _settings.Heartbeat) <= now)
                {
                    topic.BackOffs.Remove(peer);
                }
            }
        }
    }
}
