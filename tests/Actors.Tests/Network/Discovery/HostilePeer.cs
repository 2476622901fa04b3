using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Identity;
using Consensoor.Spec.Crypto;

namespace Consensoor.Actors.Tests.Network.Discovery;

/// <summary>A UDP socket of the loopback that sends a node packets as no honest node does, and counts what comes back.</summary>
internal sealed class HostilePeer : IDisposable
{
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly PacketCodec _codec;
    private readonly Enr _node;
    private readonly IPEndPoint _at;

    /// <summary>Meets a node, by its record.</summary>
    public HostilePeer(Enr node)
    {
        (_node, _at) = (node, node.UdpEndpoint!);
        _codec = new PacketCodec(new NodeId(Key.NodeId));
        _socket.Client.ReceiveTimeout = 2000;
        _socket.Client.ReceiveBufferSize = 1 << 22;
    }

    public NodeKey Key { get; } = NodeKey.Create();

    public long BytesSent { get; private set; }

    public long BytesReceived { get; private set; }

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port;

    /// <summary>The peer's record of a sequence number.</summary>
    public Enr Record(ulong sequence) => new EnrBuilder().SetAddress(IPAddress.Loopback).Set(EnrKeys.Udp, (ulong)Port)
        .Build(Key, sequence, out _)!;

    /// <summary>A record of so many bytes, signed well, with more than a record may have if need be.</summary>
    public byte[] RecordOf(int length)
    {
        for (var filler = 0; ; filler++)
        {
            List<KeyValuePair<string, byte[]>> pairs = [.. Record(1).Pairs, new("zz", Rlp.Bytes(new byte[filler]))];
            var content = Enr.ContentOf(9, pairs);
            var hash = new byte[32];
            Keccak256.Hash(Rlp.List(content), hash);
            var record = Rlp.List([Rlp.Bytes(Key.Sign(hash)), .. content]);
            if (record.Length == length)
            {
                return record;
            }
        }
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        _socket.Send(datagram, _at);
        BytesSent += datagram.Length;
    }

    /// <summary>Sends a packet that the node cannot read, of the shortest length there is.</summary>
    public void SendNoise() => Send(PacketCodec.EncodeRandom(_node.NodeId, new NodeId(Key.NodeId), Bytes(16), Nonce(), Bytes(20)));

    /// <summary>Gets challenged, and makes the answer with a PING in it, with a record and a signature by some key.</summary>
    public byte[] Handshake(ReadOnlySpan<byte> record, NodeKey? signer = null)
    {
        Drain();
        SendNoise();
        var challenge = Take() ?? throw new InvalidOperationException("no challenge came");
        var ephemeral = NodeKey.Create();
        var data = challenge.Head.Span;
        var self = new NodeId(Key.NodeId);
        var keys = HandshakeCrypto.DeriveKeys(ephemeral, _node.PublicKey, self, _node.NodeId, data)!;
        var proof = new HandshakeProof(
            HandshakeCrypto.Sign(signer ?? Key, data, ephemeral.PublicKey, _node.NodeId), ephemeral.PublicKey.ToArray());
        using var send = new AesGcm(keys.InitiatorKey, 16);
        return PacketCodec.EncodeHandshake(
            _node.NodeId, self, Bytes(16), Nonce(), proof, record, send, MessageCodec.Encode(new Ping(RequestId.Read(Bytes(8))!.Value, 1)));
    }

    /// <summary>Takes what has come, and counts it; gives how many datagrams.</summary>
    public int Drain()
    {
        var count = 0;
        while (_socket.Available > 0)
        {
            Take();
            count++;
        }

        return count;
    }

    public void Dispose()
    {
        _codec.Dispose();
        _socket.Dispose();
    }

    private static byte[] Bytes(int length) => RandomNumberGenerator.GetBytes(length);

    private static PacketNonce Nonce() => PacketNonce.Read(Bytes(12));

    private Packet? Take()
    {
        IPEndPoint? from = null;
        var datagram = _socket.Receive(ref from);
        BytesReceived += datagram.Length;
        return _codec.Decode(datagram, out _);
    }
}
