using Consensoor.Interop.Gossipsub.Rpc;

namespace Consensoor.Interop.Gossipsub;

public sealed partial class GossipRouter
{
    /// <summary>
    /// Publishes an own message, uncompressed. It goes to every subscribed peer above the publish threshold (flood publishing), or to the
    /// mesh, or to the fanout of a topic that is not subscribed; to the first half of them where that is asked for. What breaks a size
    /// limit is not sent (`phase0/p2p-interface.md#gossipsub-size-limits`). Says how many peers it was sent to.
    /// </summary>
    public PublishOutcome Publish(
        GossipTopicSettings settings, ReadOnlySpan<byte> ssz, TimeSpan now, bool isToHalf, out int peers)
    {
        peers = 0;
        if (ssz.Length > Math.Min(settings.MaxSize, _settings.MaxPayloadSize))
        {
            return PublishOutcome.TooLarge;
        }

        var topic = TakePart(settings.Name);
        var id = MessageIds.OfValid(settings.Rule, topic.Utf8, ssz);
        if (IsKnown(id, out _))
        {
            ForgetIfIdle(topic);
            return PublishOutcome.Known;
        }

        var frame = RpcFrames.Compressed(topic.Utf8, ssz, _settings.Pool);
        if (frame.Data.Length > SnappyBlock.MaxCompressedLength(_settings.MaxPayloadSize)
            || RpcFrames.MessageSize(topic.Utf8.Length, frame.Data.Length) > _settings.MaxMessageSize)
        {
            frame.Buffer?.Release();
            ForgetIfIdle(topic);
            return PublishOutcome.TooLarge;
        }

        Count(topic, static counts => counts.Published++);
        _seen.Add(id, SeenState.Accepted, now);
        var message = new KeptMessage(id, topic, default, now) { AcceptedAt = now > TimeSpan.Zero ? now : TimeSpan.FromTicks(1) };
        message.Take(frame);
        _same.Add(message);
        Keep(message);
        var receivers = Receivers(topic, now);
        foreach (var peer in isToHalf ? receivers[..(receivers.Count / 2)] : receivers)
        {
            peers += Send(peer, message, FramePriority.Own) ? 1 : 0;
        }

        return peers > 0 ? PublishOutcome.Sent : PublishOutcome.NoPeers;
    }

    /// <summary>Publishes an own message, to all that are to have it.</summary>
    public PublishOutcome Publish(GossipTopicSettings settings, ReadOnlySpan<byte> ssz, TimeSpan now) =>
        Publish(settings, ssz, now, isToHalf: false, out _);

    private List<PeerState> Receivers(TopicState topic, TimeSpan now)
    {
        if (!topic.IsJoined)
        {
            topic.PublishedAt = now;
        }

        var threshold = _scores.Parameters.Thresholds.Publish;
        if (_settings.FloodPublish)
        {
            return topic.Subscribers.FindAll(peer => IsAtLeast(peer, threshold));
        }

        var direct = topic.Subscribers.Where(static peer => peer.IsDirect);
        if (topic.IsJoined)
        {
            // A mesh that is too thin for own messages is helped out.
            var more = Some(
                topic.Subscribers,
                _settings.D - topic.Mesh.Count,
                peer => !peer.IsDirect && !topic.Mesh.Contains(peer) && ScoreOf(peer) >= threshold);
            return [.. topic.Mesh, .. more, .. direct];
        }

        KeepFanout(topic);
        return [.. topic.Fanout, .. direct];
    }

    private void KeepFanout(TopicState topic)
    {
        var threshold = _scores.Parameters.Thresholds.Publish;
        topic.Fanout.RemoveAll(peer => ScoreOf(peer) < threshold);
        topic.Fanout.AddRange(Some(
            topic.Subscribers,
            _settings.D - topic.Fanout.Count,
            peer => !peer.IsDirect && !topic.Fanout.Contains(peer) && ScoreOf(peer) >= threshold));
    }
}
