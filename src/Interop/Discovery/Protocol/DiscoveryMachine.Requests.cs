using System.Net;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Discovery.Protocol;

// What is asked of others. A node that there is no session with gets a packet it cannot read, and the request itself in the handshake that
// its challenge asks for; other requests to it wait for that. An answer counts from the very address and node that was asked.
public sealed partial class DiscoveryMachine
{
    private const int MaxTotal = 16;
    private const int NoiseLength = 32;

    private readonly List<PendingRequest> _pending = [];
    private readonly Dictionary<NodeAt, List<PendingRequest>> _waiting = [];

    private bool CanAsk => _pending.Count < _settings.MaxPending;

    private void Ask(
        DateTimeOffset now, NodeContact contact, Func<RequestId, DiscoveryMessage> message, PendingPurpose purpose, long lookup = 0)
    {
        var id = RequestId.Read(Random(RequestId.MaxLength))!.Value;
        var request = new PendingRequest(contact, message(id), purpose, lookup);
        request.Begin(now, _settings.RequestTimeout);
        _pending.Add(request);
        if (_sessions.Use(request.Peer) is { } session)
        {
            SendInSession(session, request);
        }
        else if (_pending.Exists(other => other != request && other.Peer == request.Peer && !IsWaiting(other)))
        {
            Wait(request);
        }
        else
        {
            request.Nonce = new PacketNonce(0, BitConverter.ToUInt64(Random(8)));
            Send(contact.Endpoint, PacketCodec.EncodeRandom(
                contact.NodeId, _self, Random(PacketCodec.IvLength), request.Nonce, Random(NoiseLength)));
        }
    }

    private void SendInSession(Session session, PendingRequest request)
    {
        if (session.Cipher.NextCounter() is { } counter)
        {
            request.Nonce = new PacketNonce(counter, BitConverter.ToUInt64(Random(8)));
            Send(session.Peer.Endpoint, PacketCodec.EncodeMessage(
                session.Peer.Node, _self, Random(PacketCodec.IvLength), request.Nonce, session.Cipher.Send,
                MessageCodec.Encode(request.Message)));
        }
    }

    private void Wait(PendingRequest request) =>
        (_waiting.TryGetValue(request.Peer, out var queue) ? queue : _waiting[request.Peer] = []).Add(request);

    private bool IsWaiting(PendingRequest request) =>
        _waiting.TryGetValue(request.Peer, out var queue) && queue.Contains(request);

    private PendingRequest? TentativeOf(NodeAt peer) => _pending.Find(request => request.Tentative is not null && request.Peer == peer);

    private void SendWaiting(DateTimeOffset now, NodeAt peer)
    {
        if (!_waiting.Remove(peer, out var queue) || _sessions.Use(peer) is not { } session)
        {
            return;
        }

        foreach (var request in queue.Where(static request => !request.IsOver))
        {
            request.Begin(now, _settings.RequestTimeout);
            SendInSession(session, request);
        }
    }

    private void OnWhoAreYou(DateTimeOffset now, IPEndPoint from, Packet packet)
    {
        var request = _pending.Find(
            pending => pending.Nonce == packet.Nonce && pending.Contact.Endpoint.Equals(from) && !IsWaiting(pending));
        if (request is null || request.Tentative is not null)
        {
            Drop(DropReason.NoSuchRequest);
            return;
        }

        if (TentativeOf(request.Peer) is not null)
        {
            Wait(request);
            return;
        }

        var ephemeral = NodeKey.Create(_random);
        var keys = HandshakeCrypto.DeriveKeys(ephemeral, request.Contact.PublicKey.Span, _self, request.Peer.Node, packet.Head.Span);
        if (keys is null)
        {
            return;
        }

        var proof = new HandshakeProof(
            HandshakeCrypto.Sign(_key, packet.Head.Span, ephemeral.PublicKey, request.Peer.Node), ephemeral.PublicKey.ToArray());
        request.Tentative = new SessionCipher(keys, isInitiator: true);
        request.Begin(now, _settings.RequestTimeout);

        // The challenge cannot be answered twice: a second one must name the handshake's own nonce, and finds the keys made already.
        request.Nonce = new PacketNonce(request.Tentative.NextCounter()!.Value, BitConverter.ToUInt64(Random(8)));
        var record = packet.KnownSequence < LocalRecord.Sequence ? LocalRecord.Encoded : default;
        Send(from, PacketCodec.EncodeHandshake(
            request.Peer.Node, _self, Random(PacketCodec.IvLength), request.Nonce, proof, record.Span, request.Tentative.Send,
            MessageCodec.Encode(request.Message)));
    }

    private void OnAnswer(DateTimeOffset now, Session session, DiscoveryMessage answer)
    {
        var request = _pending.Find(pending => pending.Message.Id == answer.Id && pending.Peer == session.Peer);
        switch (answer)
        {
            case Pong pong when request?.Message is Ping:
                End(request);
                OnPong(now, session, request, pong);
                break;
            case Nodes nodes when request?.Message is FindNode find:
                if (Collect(request, find, nodes) is { } offence)
                {
                    End(request);
                    Blame(now, session.Peer, offence);
                    OnUnanswered(now, request);
                }
                else if (request.Received >= request.Total)
                {
                    End(request);
                    OnNodes(now, request);
                }

                break;
            default:
                Drop(DropReason.Unasked);
                break;
        }
    }

    /// <summary>Takes one NODES of an answer; gives what its sender is blamed for.</summary>
    private NodeOffence? Collect(PendingRequest request, FindNode find, Nodes nodes)
    {
        if (nodes.Total > MaxTotal)
        {
            return NodeOffence.TooMuch;
        }

        request.Total = Math.Max(request.Total, Math.Max(1, (int)nodes.Total));
        request.Received++;
        NodeOffence? offence = null;
        foreach (var encoded in nodes.Records)
        {
            offence ??= Take(request, find, encoded);
        }

        return offence;
    }

    private NodeOffence? Take(PendingRequest request, FindNode find, ReadOnlyMemory<byte> encoded)
    {
        if (request.Records.Count == MaxRecordsAnswered)
        {
            return NodeOffence.TooMuch;
        }

        if (Enr.Decode(encoded.Span, out _) is not { } record)
        {
            return NodeOffence.BadRecord;
        }

        if (!find.Distances.Contains(request.Peer.Node.LogDistance(record.NodeId)))
        {
            return NodeOffence.OtherDistance;
        }

        // Others pass on addresses of private networks; that is no offence, and of no use.
        var address = NodeContact.Of(record, _settings.ByIPv4, _settings.ByIPv6)?.Endpoint.Address;
        if (record.NodeId == request.Peer.Node || address is null || AddressScope.MayRelay(request.Contact.Endpoint.Address, address))
        {
            request.Records.Add(record);
        }

        return null;
    }

    private void End(PendingRequest request)
    {
        request.IsOver = true;
        _pending.Remove(request);
        request.Tentative?.Dispose();
        request.Tentative = null;
        if (_waiting.TryGetValue(request.Peer, out var queue) && queue.Remove(request) && queue.Count == 0)
        {
            _waiting.Remove(request.Peer);
        }
    }

    private DateTimeOffset? NextDeadline() => _pending.Count == 0 ? null : _pending.Min(static request => request.Deadline);

    private void ExpireRequests(DateTimeOffset now)
    {
        foreach (var request in _pending.Where(request => request.Deadline <= now).ToArray())
        {
            if (request.IsOver || !request.IsUnanswered(now))
            {
                continue;
            }

            End(request);
            OnUnanswered(now, request);
            RestartWaiting(now, request.Peer);
        }
    }

    /// <summary>The handshake that others waited for did not come about: the first of them begins one.</summary>
    private void RestartWaiting(DateTimeOffset now, NodeAt peer)
    {
        if (_sessions.Use(peer) is not null || _pending.Exists(other => other.Peer == peer && !IsWaiting(other))
            || !_waiting.TryGetValue(peer, out var queue))
        {
            return;
        }

        var next = queue[0];
        queue.RemoveAt(0);
        if (queue.Count == 0)
        {
            _waiting.Remove(peer);
        }

        next.Begin(now, _settings.RequestTimeout);
        next.Nonce = new PacketNonce(0, BitConverter.ToUInt64(Random(8)));
        Send(peer.Endpoint, PacketCodec.EncodeRandom(peer.Node, _self, Random(PacketCodec.IvLength), next.Nonce, Random(NoiseLength)));
    }
}
