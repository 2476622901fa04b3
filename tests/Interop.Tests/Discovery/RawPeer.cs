using System.Net;
using System.Security.Cryptography;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>
/// A peer made of packets alone, that keeps no rule it is not told to: it answers challenges, challenges others, and says what its test
/// wants it to.
/// </summary>
internal sealed class RawPeer : IDisposable
{
    private readonly SimulatedNetwork _network;
    private readonly PacketCodec _codec;
    private readonly Dictionary<NodeId, byte[]> _challenges = [];
    private readonly Dictionary<NodeId, (AesGcm Send, AesGcm Receive)> _sessions = [];

    public RawPeer(SimulatedNetwork network, IPEndPoint endpoint)
    {
        _network = network;
        Endpoint = endpoint;
        Key = network.NewKey();
        Record = new EnrBuilder().SetAddress(endpoint.Address).Set(EnrKeys.Udp, (ulong)endpoint.Port).Build(Key, 5, out _)!;
        _codec = new PacketCodec(Record.NodeId);
        network.Attach(endpoint, Receive);
    }

    public NodeKey Key { get; }

    public Enr Record { get; set; }

    public IPEndPoint Endpoint { get; }

    public List<DiscoveryMessage> Received { get; } = [];

    public List<Packet> Challenges { get; } = [];

    /// <summary>How many bytes came in.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>What it answers a message with; nothing by default.</summary>
    public Func<DiscoveryMessage, IEnumerable<DiscoveryMessage>> Answers { get; set; } = static _ => [];

    /// <summary>Gets challenged by a node, answers with the message, and leaves it as it came about; gives the handshake packet.</summary>
    public byte[] Handshake(
        SimulatedNode node, DiscoveryMessage message, ReadOnlyMemory<byte>? record = null, NodeKey? signer = null)
    {
        var seen = Challenges.Count;
        for (var tries = 0; Challenges.Count == seen; tries++)
        {
            if (tries == 10)
            {
                throw new InvalidOperationException("no challenge came");
            }

            SendNoise(node);
            _network.Run(TimeSpan.FromMilliseconds(400));
        }

        var packet = MakeHandshake(node, Challenges[^1], message, record ?? Record.Encoded, signer ?? Key);
        _network.Send(Endpoint, node.Endpoint, packet);
        _network.Run(TimeSpan.FromMilliseconds(400));
        return packet;
    }

    public void SendNoise(SimulatedNode node) => _network.Send(
        Endpoint, node.Endpoint, PacketCodec.EncodeRandom(node.Id, Record.NodeId, Bytes(16), Nonce(), Bytes(20)));

    public void Send(SimulatedNode node, DiscoveryMessage message) => _network.Send(Endpoint, node.Endpoint, Seal(node.Id, message));

    public byte[] Seal(NodeId node, DiscoveryMessage message) => PacketCodec.EncodeMessage(
        node, Record.NodeId, Bytes(16), Nonce(), _sessions[node].Send, MessageCodec.Encode(message));

    public byte[] MakeHandshake(
        SimulatedNode node, Packet challenge, DiscoveryMessage message, ReadOnlyMemory<byte> record, NodeKey signer)
    {
        var ephemeral = _network.NewKey();
        var data = challenge.Head.Span;
        var keys = HandshakeCrypto.DeriveKeys(ephemeral, node.Key.PublicKey, Record.NodeId, node.Id, data)!;
        _sessions[node.Id] = (new AesGcm(keys.InitiatorKey, 16), new AesGcm(keys.RecipientKey, 16));
        var proof = new HandshakeProof(HandshakeCrypto.Sign(signer, data, ephemeral.PublicKey, node.Id), ephemeral.PublicKey.ToArray());
        return PacketCodec.EncodeHandshake(
            node.Id, Record.NodeId, Bytes(16), Nonce(), proof, record.Span, _sessions[node.Id].Send, MessageCodec.Encode(message));
    }

    public void Dispose() => _codec.Dispose();

    public RequestId NewId() => RequestId.Read(Bytes(8))!.Value;

    private PacketNonce Nonce() => PacketNonce.Read(Bytes(12));

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _network.Fill(bytes);
        return bytes;
    }

    private void Receive(IPEndPoint from, ReadOnlyMemory<byte> datagram)
    {
        BytesReceived += datagram.Length;
        var packet = _codec.Decode(datagram, out _)!;
        switch (packet.Flag)
        {
            case PacketFlag.WhoAreYou:
                Challenges.Add(packet);
                return;
            case PacketFlag.Handshake:
                var keys = HandshakeCrypto.DeriveKeys(Key, packet.EphemeralKey, packet.Source, Record.NodeId, _challenges[packet.Source])!;
                _sessions[packet.Source] = (new AesGcm(keys.RecipientKey, 16), new AesGcm(keys.InitiatorKey, 16));
                break;
            default:
                break;
        }

        if (Open(packet) is { } message)
        {
            Received.Add(message);
            foreach (var answer in Answers(message))
            {
                _network.Send(Endpoint, from, Seal(packet.Source, answer));
            }
        }
        else
        {
            _network.Send(Endpoint, from, PacketCodec.EncodeWhoAreYou(packet.Source, Bytes(16), packet.Nonce, Bytes(16), 0, out var data));
            _challenges[packet.Source] = data;
        }
    }

    private DiscoveryMessage? Open(Packet packet)
    {
        if (!_sessions.TryGetValue(packet.Source, out var session))
        {
            return null;
        }

        var nonce = new byte[12];
        packet.Nonce.Write(nonce);
        var plaintext = new byte[packet.Message.Length - 16];
        try
        {
            session.Receive.Decrypt(nonce, packet.Message.Span[..^16], packet.Message.Span[^16..], plaintext, packet.Head.Span);
            return MessageCodec.Decode(plaintext);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
