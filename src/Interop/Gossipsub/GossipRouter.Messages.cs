using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Spec.Gossip;

namespace Consensoor.Interop.Gossipsub;

public sealed partial class GossipRouter
{
    private void OnMessage(PeerState peer, in RpcMessage sent, in OwnedFrame frame, TimeSpan now)
    {
        Counts.Messages++;
        if (!TryTopic(sent.Topic.Span, out var topic) || topic.Settings is not { } settings)
        {
            if (topic?.LeftAt is null)
            {
                Offend(peer, Penalty.NotSubscribed, null, "sent a message of a topic this node is not subscribed to", now);
            }

            return;
        }

        Count(topic, (ulong)sent.Data.Length, static (counts, bytes) => counts.BytesUnfiltered += bytes);
        if (sent.IsSigned)
        {
            Count(topic, static counts => counts.Rejected++);
            Invalid(peer, topic, "sent a message with a signature, key, sequence number or sender (StrictNoSign)", now);
            return;
        }

        var data = sent.Data.Span;
        if (_same.Find(topic, data) is { } same)
        {
            Counts.CheapCopies++;
            Copy(peer, topic, same.Id, same, now);
            return;
        }

        var bound = Math.Min(settings.MaxSize, _settings.MaxPayloadSize);
        if (!SnappyBlock.TryReadLength(data, out var length) || length > bound)
        {
            // A payload that is too large is refused unseen, however well it would decompress.
            Refuse(peer, topic, settings, data, $"sent no snappy block of at most {bound} bytes", now);
            return;
        }

        var cost = (long)length + (KeepsFrame(data, frame) && frame.Buffer is { } buffer ? buffer.Capacity : data.Length);
        if (!HasRoom(peer, cost))
        {
            Count(topic, static counts => counts.Dropped++);
            Happened(now, GossipEventKind.Dropped, peer, topic.Name, "too much waits for a verdict");
            return;
        }

        var ssz = GC.AllocateUninitializedArray<byte>((int)length);
        if (!SnappyBlock.TryDecompress(data, ssz))
        {
            Refuse(peer, topic, settings, data, "sent a malformed snappy block", now);
            return;
        }

        var id = MessageIds.OfValid(settings.Rule, topic.Utf8, ssz);
        if (IsKnown(id, out var known))
        {
            Copy(peer, topic, id, known, now);
            return;
        }

        Fulfil(id);
        _seen.Add(id, SeenState.Pending, now);

        var message = new KeptMessage(id, topic, sent.Data, now) { Cost = cost };
        KeepBytes(message, sent, frame);
        message.Copies.Add(peer);
        _pending.Add(id, message);
        _pendingOrder.Enqueue((id, now));
        _same.Add(message);
        _pendingBytes += cost;
        peer.Pending++;
        peer.PendingBytes += cost;
        if (data.Length >= _settings.IDontWantSize)
        {
            DontWant(message, peer);
        }

        Count(topic, static counts => counts.Received++);
        Count(topic, (ulong)data.Length, static (counts, bytes) => counts.BytesReceived += bytes);
        _deliveries.Enqueue(new GossipDelivery(id, peer.Id, topic.Name, ssz));
    }

    // A small message does not keep the whole frame alive that it came in.
    private static bool KeepsFrame(ReadOnlySpan<byte> data, in OwnedFrame frame) => data.Length * 2 >= frame.Length;

    private static void KeepBytes(KeptMessage message, in RpcMessage sent, in OwnedFrame frame)
    {
        var data = sent.Data.Span;
        if (!KeepsFrame(data, frame))
        {
            message.Take(new MessageFrame(default, data.ToArray(), null));
            return;
        }

        frame.Buffer?.Hold();
        var isWhole = !frame.WithLength.IsEmpty && RpcFrames.IsMessage(frame.Bytes.Span, message.Topic.Utf8, data);
        message.Take(new MessageFrame(isWhole ? frame.WithLength : default, sent.Data, frame.Buffer));
    }

    // What is held is known, though its id may be forgotten early; the message is null where its bytes are not held.
    private bool IsKnown(MessageId id, out KeptMessage? message) =>
        _pending.TryGetValue(id, out message) || _cache.TryGet(id, out message) || _seen.TryGet(id, out _);

    private bool HasRoom(PeerState peer, long cost)
    {
        var limits = _settings.Limits;
        return _pending.Count < limits.Pending && _pendingBytes + cost <= limits.PendingBytes
            && peer.Pending < limits.PendingOfPeer && peer.PendingBytes + cost <= limits.PendingBytesOfPeer;
    }

    private void Refuse(
        PeerState peer, TopicState topic, GossipTopicSettings settings, ReadOnlySpan<byte> data, string reason, TimeSpan now)
    {
        Count(topic, static counts => counts.Rejected++);
        var id = MessageIds.OfInvalid(settings.Rule, topic.Utf8, data);
        if (!_seen.TryGet(id, out _))
        {
            Fulfil(id);
            _seen.Add(id, SeenState.Rejected, now);
        }

        Invalid(peer, topic, reason, now, id);
    }

    // A copy costs its sender nothing where it is one of a rejected message or one too many.
    private void Copy(PeerState peer, TopicState topic, MessageId id, KeptMessage? kept, TimeSpan now)
    {
        Count(topic, static counts => counts.Copies++);
        if (kept is null)
        {
            if (_seen.TryGet(id, out var state) && state == SeenState.Rejected)
            {
                Invalid(peer, topic, "sent a message that was rejected before", now, id);
            }
            else if (++peer.StaleCopies > _settings.Limits.StaleCopies)
            {
                Offend(peer, Penalty.Repeated, topic.Name, "sends old messages again and again", now);
            }

            return;
        }

        var times = kept.Copies.Add(peer);
        if (times > _settings.GossipRetransmission + 1)
        {
            Offend(peer, Penalty.Repeated, topic.Name, "sends a message again and again", now);
        }
        else if (times == 1 && kept.AcceptedAt > TimeSpan.Zero
            && _scores.Of(peer.Score, topic.Name) is { } score
            && now <= kept.AcceptedAt + score.Parameters.MeshMessageDeliveriesWindow)
        {
            score.MeshDelivery();
        }
    }

    private void Keep(KeptMessage message)
    {
        foreach (var gone in _cache.Add(message))
        {
            LetGo(gone);
        }
    }

    private void Forward(KeptMessage message)
    {
        foreach (var peer in message.Topic.Mesh)
        {
            Send(peer, message, FramePriority.Forward);
        }

        foreach (var peer in message.Topic.Subscribers)
        {
            if (peer.IsDirect)
            {
                Send(peer, message, FramePriority.Forward);
            }
        }
    }

    // Sends a message to a peer unless it has it, said that it wants no copy, or gets the parts it wants (which counts as sent).
    private bool Send(PeerState peer, KeptMessage message, FramePriority priority)
    {
        if (message.Copies.Has(peer))
        {
            return false;
        }

        if (TakesPartial(peer, message.Topic))
        {
            Counts.LeftToParts++;
            return true;
        }

        if (peer.DontSend.ContainsKey(message.Id))
        {
            Counts.NotWanted++;
            return false;
        }

        Enqueue(peer, message, priority);
        Count(message.Topic, static counts => counts.Sent++);
        Count(message.Topic, (ulong)message.Frame.Length, static (counts, bytes) => counts.BytesSent += bytes);
        return true;
    }

    private void Enqueue(PeerState peer, KeptMessage message, FramePriority priority)
    {
        if (message.Frame.IsEmpty)
        {
            // The data lives in the frame from now on, not twice.
            message.Take(RpcFrames.Message(message.Topic.Utf8, message.Data.Span, _settings.Pool));
        }

        message.Buffer?.Hold();
        _frames.Enqueue(new GossipFrame(peer.Id, message.Frame, priority, message.Id, message.Buffer));
    }

    // Nothing of it is kept any more.
    private void LetGo(KeptMessage message)
    {
        _same.Remove(message);
        message.LetGo();
    }
}
