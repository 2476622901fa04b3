using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub.Rpc;

namespace Consensoor.Interop.Gossipsub;

public sealed partial class GossipRouter
{
    /// <summary>
    /// A peer is connected and its streams are open. Address counts for P6, empty where it shall not; a direct peer is trusted: it is
    /// outside of meshes and scores. A peer that is known already is forgotten first.
    /// </summary>
    public void AddPeer(string peer, GossipVersion version, bool isOutbound, string address, TimeSpan now, bool isDirect = false)
    {
        RemovePeer(peer, now);
        var state = new PeerState(peer, version, isOutbound, isDirect, _scores.Connect(peer, address));
        _peers.Add(peer, state);
        _order.Add(state);
        Greet(state);
        foreach (var topic in _topics.Values)
        {
            if (topic.IsJoined)
            {
                Tell(state).Subscription(topic, true);
            }
        }

        Flush();
    }

    /// <summary>A peer went.</summary>
    public void RemovePeer(string peer, TimeSpan now)
    {
        if (!_peers.Remove(peer, out var state))
        {
            return;
        }

        state.IsConnected = false;
        _order.Remove(state);
        foreach (var topic in state.Topics.ToArray())
        {
            Leave(state, topic, PruneReason.Dc);
        }

        // Who comes and goes between promise and delivery pays once each time.
        if (state.Promises.Count > 0)
        {
            Offend(state, Penalty.BrokenPromise, null, "went without what it told of (IHAVE)", now);
        }

        ForgetPartials(state);
        _scores.Disconnect(state.Score, now);
    }

    /// <summary>One frame of a peer, without its length in front, in memory that nobody uses again.</summary>
    public void Receive(string peer, ReadOnlyMemory<byte> frame, TimeSpan now) =>
        Receive(peer, new OwnedFrame(frame, default, null), now);

    /// <summary>
    /// One frame of a peer. The caller lets go of it afterwards: of a message that is kept, the router holds the buffer itself.
    /// </summary>
    public void Receive(string peer, in OwnedFrame frame, TimeSpan now)
    {
        if (!_peers.TryGetValue(peer, out var state))
        {
            return;
        }

        Counts.Rpcs++;
        if (!IsHeard(state, now))
        {
            Counts.Unheard++;
            return;
        }

        var fault = frame.Length > _settings.MaxMessageSize ? RpcFault.TooLarge : RpcDecoder.Decode(frame.Bytes, _settings.Rpc, _rpc);
        if (fault != RpcFault.None)
        {
            var reason = fault == RpcFault.TooLarge ? "sent more than an RPC may have" : "sent what is no RPC";
            Offend(state, Penalty.Malformed, null, reason, now);
            Happened(now, GossipEventKind.Malformed, state, null, reason);
            return;
        }

        if (_rpc.OverLimit > 0)
        {
            Offend(state, Penalty.Malformed, null, "sent an RPC with too many entries, or a topic that is too long", now);
        }

        if (_rpc.BadIds > 0)
        {
            Offend(state, Penalty.Malformed, null, "sent message ids that are not 20 bytes", now);
        }

        if (IsIdle(state) && ++state.Idle > _settings.Limits.IdleRpcs)
        {
            // Such a frame is a few bytes and costs as much as any other.
            Offend(state, Penalty.Malformed, null, "sends RPCs that say nothing", now);
        }

        Extensions(state, now);
        Subscriptions(state, now);
        foreach (var message in _rpc.Messages)
        {
            OnMessage(state, message, frame, now);
        }

        Control(state, now);
        Partial(state, frame, now);
        IsHeard(state, now);
        Flush();
    }

    // A graylisted peer is reported once, and again when it fell anew.
    private bool IsHeard(PeerState peer, TimeSpan now)
    {
        var isHeard = IsAtLeast(peer, _scores.Parameters.Thresholds.Graylist);
        if (!isHeard && !peer.IsGraylisted)
        {
            Happened(now, GossipEventKind.Graylisted, peer, null, $"its score is {ScoreOf(peer):0}");
        }

        peer.IsGraylisted = !isHeard;
        return isHeard;
    }

    // Nothing is said, or of topics that nobody is on: what is left was never entered, and what is not known here is no mesh.
    private bool IsIdle(PeerState peer) => _rpc.IsOfTopicsAlone
        && _rpc.Subscriptions.TrueForAll(entry =>
            !entry.IsSubscribed && !(TryTopic(entry.Topic.Span, out var left) && peer.Topics.Contains(left)))
        && _rpc.Grafts.TrueForAll(topic => !TryTopic(topic.Span, out _))
        && _rpc.Prunes.TrueForAll(entry => !TryTopic(entry.Topic.Span, out _));

    private void Subscriptions(PeerState peer, TimeSpan now)
    {
        foreach (var entry in _rpc.Subscriptions)
        {
            if (!entry.IsSubscribed)
            {
                if (TryTopic(entry.Topic.Span, out var left) && peer.Topics.Contains(left))
                {
                    Unsubscribe(peer, left, now);
                }

                continue;
            }

            if (!TryTopic(entry.Topic.Span, out var topic) && (topic = NewTopic(entry.Topic.Span)) is null)
            {
                continue;
            }

            if (peer.Topics.Count >= _settings.Limits.TopicsOfPeer && !peer.Topics.Contains(topic))
            {
                Offend(peer, Penalty.TooManyTopics, null, "subscribed to more topics than there are", now);
                return;
            }

            peer.Partials.Set(topic, entry.Partial);
            Subscribe(peer, topic, now);
        }
    }

    private TopicState? NewTopic(ReadOnlySpan<byte> utf8)
    {
        var name = System.Text.Encoding.UTF8.GetString(utf8);
        if (_topics.Count >= _settings.Limits.Topics || !_settings.IsTopic(name))
        {
            return null;
        }

        return _topics[name] = new TopicState(name);
    }

    private void Subscribe(PeerState peer, TopicState topic, TimeSpan now)
    {
        if (!peer.Topics.Add(topic))
        {
            return;
        }

        topic.Subscribers.Add(peer);
        Happened(now, GossipEventKind.Subscribed, peer, topic.Name, "");
        if (topic.IsJoined && topic.Mesh.Count < _settings.DLow && MayGraft(peer, topic, now))
        {
            Graft(peer, topic, now, GraftReason.Subscribed, "new subscriber for a thin mesh");
        }
    }

    private void Unsubscribe(PeerState peer, TopicState topic, TimeSpan now)
    {
        if (topic.Mesh.Contains(peer))
        {
            BackOff(topic, peer.Id, now + _settings.UnsubscribeBackOff);
            Happened(now, GossipEventKind.Pruned, peer, topic.Name, "left the topic");
        }

        Leave(peer, topic, PruneReason.Unsub);
        Happened(now, GossipEventKind.Unsubscribed, peer, topic.Name, "");
    }

    private void Leave(PeerState peer, TopicState topic, PruneReason why)
    {
        peer.Topics.Remove(topic);
        ForgetPartials(peer, topic);
        topic.Subscribers.Remove(peer);
        topic.Fanout.Remove(peer);
        if (topic.Mesh.Remove(peer))
        {
            topic.Moves.Count(why);
            Count(topic, static counts => counts.Pruned++);
            _scores.Of(peer.Score, topic.Name)?.Prune();
        }

        ForgetIfIdle(topic);
    }

    private void ForgetIfIdle(TopicState topic)
    {
        if (topic.IsIdle)
        {
            _topics.Remove(topic.Name);
        }
    }
}
