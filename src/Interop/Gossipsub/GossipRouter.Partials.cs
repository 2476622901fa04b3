using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub.Rpc;

namespace Consensoor.Interop.Gossipsub;

/// <content>
/// Extensions (`gossipsub-v1.3.md` of libp2p) and Partial Messages (`partial-messages.md`). What parts are the router does not know: it
/// says who may be sent parts and who gives them, bounds what peers send, and hands it on.
/// </content>
public sealed partial class GossipRouter
{
    private readonly Queue<PartialEvent> _partials = new();

    /// <summary>
    /// Takes the next news of partial messages; there are none where <see cref="GossipSettings.HasPartialMessages"/> is off.
    /// </summary>
    public bool TryTakePartial([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PartialEvent? news) =>
        _partials.TryDequeue(out news);

    /// <summary>
    /// A peer opened its stream anew: the next RPC is its first, and what it announced before does not hold any more. The stream of a peer
    /// that was just added need not be told.
    /// </summary>
    public void RestartStream(string peer)
    {
        if (_peers.TryGetValue(peer, out var state) && state.Partials.HasSpoken)
        {
            ForgetPartials(state);
            (state.Partials.HasSpoken, state.Partials.HasExtensions, state.Partials.IsAnnounced) = (false, false, false);
        }
    }

    /// <summary>What a connected peer does with partial messages in a topic; None where this node does nothing with them there.</summary>
    public PartialSupport PartialSupportOf(string peer, string topic) =>
        _peers.TryGetValue(peer, out var state) && _topics.TryGetValue(topic, out var of) && IsPartial(of)
            ? state.Partials.In(of)
            : PartialSupport.None;

    /// <summary>True where this node asks for parts in a topic, in place of whole messages.</summary>
    public bool RequestsPartial(string topic) => _topics.TryGetValue(topic, out var of)
        && IsPartial(of)
        && of.Settings!.Partial.HasFlag(PartialSupport.Requests);

    /// <summary>The peers in the mesh of a topic, and trusted ones, that take or give parts.</summary>
    public IReadOnlyList<string> PartialMeshOf(string topic) => _topics.TryGetValue(topic, out var of) && IsPartial(of)
        ?
        [
            .. of.Mesh.Concat(of.Subscribers.Where(static peer => peer.IsDirect))
                .Where(peer => peer.Partials.In(of) != PartialSupport.None)
                .Select(static peer => peer.Id),
        ]
        : [];

    /// <summary>
    /// Sends parts of a message and parts metadata, either of which may be empty for none, to a peer that supports partial messages in the
    /// topic; the parts only where it requested them. False where nothing was sent: the peer takes none, or has had its bytes of this
    /// heartbeat.
    /// </summary>
    public bool SendPartial(
        string peer, string topic, ReadOnlySpan<byte> group, ReadOnlySpan<byte> message, ReadOnlySpan<byte> metadata)
    {
        if (!_peers.TryGetValue(peer, out var state) || !_topics.TryGetValue(topic, out var of) || !IsPartial(of)
            || state.Partials.In(of) is not (not PartialSupport.None and var support))
        {
            return false;
        }

        message = support.HasFlag(PartialSupport.Requests) ? message : [];
        var length = message.Length + metadata.Length;
        if (length == 0 || state.Partials.Sent + length > _settings.MaxPartialBytes)
        {
            return false;
        }

        state.Partials.Sent += length;
        _writer.Clear();
        var partial = _writer.Begin((int)RpcDecoder.PartialField);
        _writer.Bytes(1, of.Utf8);
        _writer.Bytes(2, group);
        if (message.Length > 0)
        {
            _writer.Bytes(3, message);
        }

        if (metadata.Length > 0)
        {
            _writer.Bytes(4, metadata);
        }

        _writer.End(partial);
        Counts.PartialsSent++;
        _frames.Enqueue(new GossipFrame(peer, RpcFrames.Framed(_writer.Written), FramePriority.Forward));
        return true;
    }

    /// <summary>
    /// A peer was the first to bring parts of a message: counts as a first delivery, which who exchanges parts counts once a message.
    /// </summary>
    public void RewardPartial(string peer, string topic)
    {
        if (_peers.TryGetValue(peer, out var state))
        {
            _scores.Of(state.Score, topic)?.FirstDelivery();
        }
    }

    /// <summary>A peer brought what is no part of the message, or is malformed: counts as an invalid message.</summary>
    public void RefusePartial(string peer, string topic, string reason, TimeSpan now)
    {
        if (_peers.TryGetValue(peer, out var state) && _topics.TryGetValue(topic, out var of))
        {
            Invalid(state, of, reason, now);
        }
    }

    /// <summary>A peer behaved against the rules of the exchange of parts (P7).</summary>
    public void OffendPartial(string peer, string topic, string reason, TimeSpan now)
    {
        if (_peers.TryGetValue(peer, out var state))
        {
            Offend(state, Penalty.Partials, topic, reason, now);
        }
    }

    private bool IsPartial(TopicState topic) =>
        _settings.HasPartialMessages && topic.Settings is { Partial: not PartialSupport.None };

    // The peer asked for parts in place of whole messages, and this node sends them.
    private bool TakesPartial(PeerState peer, TopicState topic) =>
        IsPartial(topic) && peer.Partials.In(topic).HasFlag(PartialSupport.Requests);

    // This node asked for parts, and the peer sends them: it will send no whole message.
    private bool GivesPartial(PeerState peer, TopicState topic) =>
        IsPartial(topic)
        && topic.Settings!.Partial.HasFlag(PartialSupport.Requests)
        && peer.Partials.In(topic).HasFlag(PartialSupport.Sends);

    // Extensions go into the first RPC of the stream, which is written when the peer is added.
    private void Greet(PeerState peer)
    {
        if (_settings.HasPartialMessages && peer.Version >= GossipVersion.V13)
        {
            var told = Tell(peer);
            (told.AnnouncesExtensions, told.TellsPartial) = (true, true);
        }
    }

    private void Extensions(PeerState peer, TimeSpan now)
    {
        var (said, isFirst) = (peer.Partials, !peer.Partials.HasSpoken);
        said.HasSpoken = true;
        if (_rpc.Extensions == 0)
        {
            return;
        }

        if (said.HasExtensions || _rpc.Extensions > 1)
        {
            Offend(peer, Penalty.Extensions, null, "announced its extensions more than once", now);
        }
        else if (!isFirst)
        {
            Offend(peer, Penalty.Extensions, null, "announced its extensions after its first RPC", now);
        }

        if (isFirst)
        {
            (said.HasExtensions, said.IsAnnounced) = (true, _rpc.HasPartialMessages);
        }
    }

    private void Partial(PeerState peer, in OwnedFrame frame, TimeSpan now)
    {
        if (_rpc.Partial is not { } partial)
        {
            return;
        }

        // A peer that comes back in the middle of its stream has announced nothing here: that is nobody's fault.
        if (!_settings.HasPartialMessages || !peer.Partials.IsAnnounced)
        {
            Counts.PartialsUnheard++;
            return;
        }

        if (++peer.Partials.Received > _settings.MaxPartials)
        {
            Counts.PartialsUnheard++;
            if (peer.Partials.Received > 2 * _settings.MaxPartials)
            {
                Offend(peer, Penalty.Partials, null, "sent more partial messages than are heard", now);
            }

            return;
        }

        if (!TryTopic(partial.Topic.Span, out var topic) || !IsPartial(topic))
        {
            Counts.PartialsUnheard++;
            if (topic?.LeftAt is null)
            {
                Offend(peer, Penalty.Partials, null, "sent a partial message of a topic in which this node takes none", now);
            }

            return;
        }

        var wrong = partial.Group.Length == 0 || partial.Group.Length > _settings.MaxPartialGroup
            ? $"sent a partial message with a group id of {partial.Group.Length} bytes"
            : partial.Metadata?.Length > _settings.MaxPartialMetadata
            ? $"sent parts metadata of {partial.Metadata?.Length} bytes"
            : (partial.Message?.Length ?? 0) + (partial.Metadata?.Length ?? 0) == 0 ? "sent an empty partial message"
            : partial.Message?.Length > _settings.MaxPayloadSize ? $"sent a partial message of {partial.Message?.Length} bytes"
            : partial.Message is { Length: > 0 } && !topic.Settings!.Partial.HasFlag(PartialSupport.Requests)
            ? "sent parts that this node does not request"
            : null;
        if (wrong is not null)
        {
            Invalid(peer, topic, wrong, now);
            return;
        }

        Counts.Partials++;
        if (frame.Buffer is not null)
        {
            // Who has the news keeps the parts, and the frame's buffer goes back.
            partial = partial with
            {
                Group = partial.Group.ToArray(),
                Message = partial.Message is { } message ? message.ToArray() : default(ReadOnlyMemory<byte>?),
                Metadata = partial.Metadata is { } metadata ? metadata.ToArray() : default(ReadOnlyMemory<byte>?),
            };
        }

        _partials.Enqueue(new PartialEvent(PartialEventKind.Message, peer.Id, topic.Name)
        {
            Group = partial.Group,
            Message = partial.Message,
            Metadata = partial.Metadata,
        });
    }

    private void BeatPartials()
    {
        if (_settings.HasPartialMessages)
        {
            _partials.Enqueue(new PartialEvent(PartialEventKind.Beat, "", ""));
        }
    }

    // Instead of an IHAVE, which a peer that gets parts is not sent.
    private void TellOfParts(TopicState topic)
    {
        if (!IsPartial(topic))
        {
            return;
        }

        var threshold = _scores.Parameters.Thresholds.Gossip;
        var candidates = topic.Subscribers.FindAll(peer => !peer.IsDirect && !topic.Mesh.Contains(peer)
            && peer.Partials.In(topic) != PartialSupport.None && ScoreOf(peer) >= threshold);
        if (candidates.Count > 0)
        {
            var count = Math.Max(_settings.DLazy, (int)(_settings.GossipFactor * candidates.Count));
            _partials.Enqueue(new PartialEvent(PartialEventKind.Gossip, "", topic.Name)
            {
                Peers = [.. Some(candidates, count, static _ => true).Select(static peer => peer.Id)],
            });
        }
    }

    private void ForgetPartials(PeerState peer)
    {
        if (peer.Partials.IsAnnounced && _settings.HasPartialMessages)
        {
            _partials.Enqueue(new PartialEvent(PartialEventKind.Left, peer.Id, ""));
        }
    }

    private void ForgetPartials(PeerState peer, TopicState topic)
    {
        if (peer.Partials.In(topic) != PartialSupport.None && _settings.HasPartialMessages)
        {
            _partials.Enqueue(new PartialEvent(PartialEventKind.Left, peer.Id, topic.Name));
        }

        peer.Partials.Leave(topic);
    }
}
