using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Spec.Gossip;

namespace Consensoor.Interop.Gossipsub;

/// <summary>What becomes of a message when it is judged, and of who sent it.</summary>
public sealed partial class GossipRouter
{
    /// <summary>
    /// Says what is thought of a message: Accept sends it on, Ignore drops it, Reject costs everybody who sent it. A verdict on a message
    /// that waits for none changes nothing.
    /// </summary>
    public void Judge(MessageId id, GossipDecision decision, string reason, TimeSpan now)
    {
        if (!_pending.TryGetValue(id, out var message))
        {
            return;
        }

        Settle(message);
        switch (decision)
        {
            case GossipDecision.Accept:
                Count(message.Topic, static counts => counts.Accepted++);
                Accept(message, now);
                break;
            case GossipDecision.Reject:
                Count(message.Topic, static counts => counts.Rejected++);
                _seen.Set(id, SeenState.Rejected);
                LetGo(message);
                foreach (var peer in message.Copies.Peers)
                {
                    Invalid(peer, message.Topic, $"sent an invalid message: {reason}", now, id);
                }

                break;
            default:
                Count(message.Topic, static counts => counts.Ignored++);
                _seen.Set(id, SeenState.Ignored);
                LetGo(message);
                break;
        }

        Flush();
    }

    /// <summary>A message was dropped before anybody looked at it: it counts as never seen, and a copy of it will be judged.</summary>
    public void Release(MessageId id, TimeSpan now)
    {
        if (!_pending.TryGetValue(id, out var message))
        {
            return;
        }

        Settle(message);
        LetGo(message);
        _seen.Release(id);
        Count(message.Topic, static counts => counts.Dropped++);
        Happened(now, GossipEventKind.Dropped, message.Copies.First, message.Topic.Name, "nobody had time to look at it", id);
    }

    // Of its topic and of all.
    private void Count(TopicState topic, Action<TopicCounts> what)
    {
        what(topic.Counts);
        what(Counts);
    }

    private void Count(TopicState topic, ulong amount, Action<TopicCounts, ulong> what)
    {
        what(topic.Counts, amount);
        what(Counts, amount);
    }

    // The message waits for its verdict no more.
    private void Settle(KeptMessage message)
    {
        _pending.Remove(message.Id);
        _pendingBytes -= message.Cost;
        message.Copies.First.Pending--;
        message.Copies.First.PendingBytes -= message.Cost;
    }

    private void Accept(KeptMessage message, TimeSpan now)
    {
        _seen.Set(message.Id, SeenState.Accepted);
        message.AcceptedAt = now > TimeSpan.Zero ? now : TimeSpan.FromTicks(1);
        var isFirst = true;
        foreach (var peer in message.Copies.Peers)
        {
            TopicScore? score = _scores.Of(peer.Score, message.Topic.Name);
            if (isFirst)
            {
                score?.FirstDelivery();
            }
            else
            {
                score?.MeshDelivery();
            }

            isFirst = false;
        }

        if (message.Topic.IsJoined)
        {
            Keep(message);
            Forward(message);
        }
        else
        {
            LetGo(message);
        }
    }
}
