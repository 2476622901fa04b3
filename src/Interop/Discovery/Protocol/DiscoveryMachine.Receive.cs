using System.Net;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Wire;

namespace Consensoor.Interop.Discovery.Protocol;

// Packets in. What a stranger's packet costs is paid for before it is spent: two blocks of AES to see that it is a packet; a token of its
// address and one of all before it is challenged, with an answer shorter than itself; a challenge that it must have received before a
// signature is verified, at most five times a challenge.
public sealed partial class DiscoveryMachine
{
    /// <summary>Takes a datagram that came from an address; whatever it is, it throws nothing.</summary>
    public void Receive(DateTimeOffset now, IPEndPoint sender, ReadOnlyMemory<byte> datagram)
    {
        var from = sender.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(sender.Address.MapToIPv4(), sender.Port) : sender;
        if (_codec.Decode(datagram, out _) is not { } packet)
        {
            Drop(DropReason.NotAPacket);
            return;
        }

        if (packet.Flag != PacketFlag.WhoAreYou && packet.Source == _self)
        {
            Drop(DropReason.Own);
            return;
        }

        switch (packet.Flag)
        {
            case PacketFlag.WhoAreYou:
                OnWhoAreYou(now, from, packet);
                break;
            case PacketFlag.Handshake:
                OnHandshake(now, new NodeAt(packet.Source, from), packet);
                break;
            default:
                OnMessage(now, new NodeAt(packet.Source, from), packet);
                break;
        }

        Advance(now);
    }

    private void OnMessage(DateTimeOffset now, NodeAt peer, Packet packet)
    {
        var session = _sessions.Use(peer);
        var plaintext = session?.Open(packet);
        if (plaintext is null && TentativeOf(peer) is { Tentative: { } tentative } request && tentative.Open(packet) is { } first)
        {
            // The other side has our handshake: its keys hold, and what waited for them goes out.
            request.Tentative = null;
            plaintext = first;
            session = Establish(now, peer, tentative, request.Contact.Record);
        }

        if (session is null || plaintext is null)
        {
            SendChallenge(now, peer, packet.Nonce, session?.Record);
            return;
        }

        if (!session.TakeOnce(packet.Nonce))
        {
            Drop(DropReason.Replay);
            return;
        }

        OnPlaintext(now, session, plaintext);
    }

    private void SendChallenge(DateTimeOffset now, NodeAt peer, PacketNonce nonce, Enr? known)
    {
        if (!_challenges.HasRoom(now) || !_challengesPerAddress.TryTake(now, peer.Endpoint.Address) || !_challengesInAll.TryTake(now))
        {
            Drop(DropReason.ChallengeLimit);
            return;
        }

        var member = _table.Find(peer.Node)?.Record;
        var record = member is not null && member.Sequence > (known?.Sequence ?? 0) ? member : known;
        var challenge = PacketCodec.EncodeWhoAreYou(
            peer.Node, Random(PacketCodec.IvLength), nonce, Random(16), record?.Sequence ?? 0, out var data);
        _challenges.Add(now, peer, new Challenge(data, record, now + _settings.ChallengeLifetime, null));
        Send(peer.Endpoint, challenge);
    }

    private void OnHandshake(DateTimeOffset now, NodeAt peer, Packet packet)
    {
        if (_challenges.Attempt(now, peer) is not { } challenge)
        {
            Drop(DropReason.NoSuchChallenge);
            return;
        }

        var record = challenge.KnownRecord;
        if (!packet.Record.IsEmpty)
        {
            var sent = Enr.Decode(packet.Record, out _);
            if (sent is null || sent.NodeId != peer.Node)
            {
                Drop(DropReason.HandshakeRecord);
                return;
            }

            record = record is null || sent.Sequence > record.Sequence ? sent : record;
        }

        if (record is null)
        {
            Drop(DropReason.HandshakeRecord);
            return;
        }

        var cipher = Accept(challenge, record, packet)
            ?? (challenge.Before is { } before && before.Expires > now ? Accept(before, record, packet) : null);
        if (cipher is null || cipher.Open(packet) is not { } plaintext)
        {
            cipher?.Dispose();
            Drop(DropReason.HandshakeProof);
            return;
        }

        _challenges.Remove(peer);
        var session = Establish(now, peer, cipher, record);
        session.TakeOnce(packet.Nonce);
        Learn(now, record, peer.Endpoint);
        OnPlaintext(now, session, plaintext);
    }

    private SessionCipher? Accept(Challenge challenge, Enr record, Packet packet) =>
        HandshakeCrypto.Verify(record.PublicKey, packet.IdSignature, challenge.Data, packet.EphemeralKey, _self)
        && HandshakeCrypto.DeriveKeys(_key, packet.EphemeralKey, record.NodeId, _self, challenge.Data) is { } keys
            ? new SessionCipher(keys, isInitiator: false) : null;

    private Session Establish(DateTimeOffset now, NodeAt peer, SessionCipher cipher, Enr? record)
    {
        var session = _sessions.Open(peer, cipher);
        session.Record = record is not null && record.Sequence > (session.Record?.Sequence ?? 0) ? record : session.Record ?? record;
        SendWaiting(now, peer);
        return session;
    }

    private void OnPlaintext(DateTimeOffset now, Session session, byte[] plaintext)
    {
        switch (MessageCodec.Decode(plaintext))
        {
            case null:
                Drop(DropReason.UnknownMessage);
                break;
            case var answer when answer is Pong or Nodes or TalkResponse:
                OnAnswer(now, session, answer);
                break;
            case var _ when !_requestsPerAddress.TryTake(now, session.Peer.Endpoint.Address):
                Drop(DropReason.RequestLimit);
                break;
            case Ping ping:
                Answer(session, new Pong(ping.Id, LocalRecord.Sequence, session.Peer.Endpoint));
                FetchNewer(now, session.Peer, ping.EnrSequence, session.Record, session.Record?.PublicKey.ToArray());
                break;
            case FindNode find:
                OnFindNode(session, find);
                break;
            case TalkRequest talk:
                Answer(session, new TalkResponse(talk.Id, default));
                break;
        }
    }
}
