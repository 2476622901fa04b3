namespace Consensoor.Interop.Gossipsub;

public sealed partial class GossipRouter
{
    /// <summary>
    /// Subscribes to a topic: peers are told, and up to `D` of them grafted, those of the fanout first. Subscribing again changes the
    /// settings. Around a fork a node is subscribed to the topics of both digests (`altair/p2p-interface.md#transitioning-the-gossip`).
    /// </summary>
    public void Subscribe(GossipTopicSettings settings, TimeSpan now)
    {
        var topic = TakePart(settings.Name);
        var isNew = !topic.IsJoined;
        (topic.Settings, topic.LeftAt, topic.PublishedAt) = (settings, null, null);
        _scores.SetTopic(settings.Name, settings.Score);
        if (!isNew)
        {
            return;
        }

        foreach (var peer in _order)
        {
            Tell(peer).Subscription(topic, true);
        }

        foreach (var peer in topic.Fanout.ToArray())
        {
            if (topic.Mesh.Count < _settings.D && MayGraft(peer, topic, now))
            {
                Graft(peer, topic, now, GraftReason.Fanout, "was in the fanout");
            }
        }

        topic.Fanout.Clear();
        Fill(topic, _settings.D, now, GraftReason.Random, "joined");
        Flush();
    }

    /// <summary>Leaves a topic: peers are told, and the mesh is pruned with the short back-off.</summary>
    public void Unsubscribe(string name, TimeSpan now)
    {
        if (!_topics.TryGetValue(name, out var topic) || !topic.IsJoined)
        {
            return;
        }

        foreach (var peer in topic.Mesh.ToArray())
        {
            Prune(peer, topic, _settings.UnsubscribeBackOff, now, PruneReason.Unsub, "this node left the topic");
        }

        (topic.Settings, topic.LeftAt) = (null, now);
        foreach (var peer in _order)
        {
            Tell(peer).Subscription(topic, false);
        }

        _scores.SetTopic(name, null);
        Flush();
    }

    // Counts outlive what is known of a topic, which ends when nobody needs it: there are as many as topics this node was on.
    private TopicState TakePart(string name)
    {
        if (!_topics.TryGetValue(name, out var topic))
        {
            _topics[name] = topic = new TopicState(name);
        }

        if (!_countsOf.TryGetValue(name, out var counts))
        {
            _countsOf.Add(name, counts = topic.Counts);
            _movesOf.Add(name, topic.Moves);
        }

        (topic.Counts, topic.Moves) = (counts, _movesOf[name]);
        return topic;
    }

    private bool MayGraft(PeerState peer, TopicState topic, TimeSpan now) =>
        !peer.IsDirect && !topic.Mesh.Contains(peer) && !IsBackedOff(topic, peer.Id, now) && ScoreOf(peer) >= 0;

    private void Graft(PeerState peer, TopicState topic, TimeSpan now, GraftReason why, string reason)
    {
        Enter(peer, topic, now, why, reason);
        Tell(peer).Graft(topic);
    }

    private void Enter(PeerState peer, TopicState topic, TimeSpan now, GraftReason why, string reason)
    {
        topic.Mesh.Add(peer);
        topic.Moves.Count(why);
        Count(topic, static counts => counts.Grafted++);
        _scores.Of(peer.Score, topic.Name)?.Graft(now);
        Happened(now, GossipEventKind.Grafted, peer, topic.Name, reason);
    }

    private void Prune(PeerState peer, TopicState topic, TimeSpan backOff, TimeSpan now, PruneReason why, string reason)
    {
        LeaveMesh(peer, topic, now, why, reason);
        BackOff(topic, peer.Id, now + backOff);
        Tell(peer).Prune(topic, backOff);
    }

    private void LeaveMesh(PeerState peer, TopicState topic, TimeSpan now, PruneReason why, string reason)
    {
        if (!topic.Mesh.Remove(peer))
        {
            return;
        }

        topic.Moves.Count(why);
        Count(topic, static counts => counts.Pruned++);
        if (_scores.Of(peer.Score, topic.Name)?.Prune() is > 0 and var deficit)
        {
            peer.Score.Note(now, Scores.ScorePart.MeshFailures, topic.Name, "delivered too little in the mesh", deficit);
        }

        Happened(now, GossipEventKind.Pruned, peer, topic.Name, reason);
    }

    private void Fill(TopicState topic, int upTo, TimeSpan now, GraftReason why, string reason)
    {
        foreach (var peer in Some(topic.Subscribers, upTo - topic.Mesh.Count, peer => MayGraft(peer, topic, now)))
        {
            Graft(peer, topic, now, why, reason);
        }
    }

    private void BackOff(TopicState topic, string peer, TimeSpan until)
    {
        if (topic.BackOffs.TryGetValue(peer, out var known))
        {
            topic.BackOffs[peer] = known > until ? known : until;
        }
        else if (topic.BackOffs.Count < _settings.Limits.BackOffs)
        {
            topic.BackOffs.Add(peer, until);
        }
    }

    // Two heartbeats more than the peer was told, since its clock counts from when it heard of it.
    private bool IsBackedOff(TopicState topic, string peer, TimeSpan now) =>
        topic.BackOffs.TryGetValue(peer, out var until) && now < until + (2 * _settings.Heartbeat);
}
