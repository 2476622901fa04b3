using System.Buffers.Binary;
using System.Security.Cryptography;
using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Wire;

/// <summary>
/// Packets of discv5.1 (`ethereum/devp2p discv5-wire.md`). Reading one costs two blocks of AES before it is known to be
/// for this node, and at most 29; nothing is decrypted or verified here.
/// </summary>
public sealed class PacketCodec : IDisposable
{
    /// <summary>The shortest packet, in bytes.</summary>
    public const int MinLength = 63;

    /// <summary>The longest packet, in bytes.</summary>
    public const int MaxLength = 1280;

    /// <summary>Bytes of masking-iv.</summary>
    public const int IvLength = 16;

    /// <summary>Bytes of the header without authdata.</summary>
    public const int StaticHeaderLength = 23;

    /// <summary>Bytes of the authentication tag of a message.</summary>
    public const int TagLength = 16;

    /// <summary>Bytes of authdata of a handshake without a record.</summary>
    public const int HandshakeAuthLength = NodeId.Length + 2 + 64 + 33;

    private const int WhoAreYouAuthLength = 24;
    private const int MaskBlock = 16;

    private static readonly byte[] Protocol = [.. "discv5"u8, 0, 1];

    private readonly HeaderMask _mask;

    /// <summary>Reads packets for a node.</summary>
    public PacketCodec(NodeId receiver) => _mask = new HeaderMask(receiver);

    /// <summary>Unmasks a datagram; null with the fault where it is no packet for this node.</summary>
    public Packet? Decode(ReadOnlyMemory<byte> datagram, out PacketFault fault)
    {
        fault = PacketFault.Length;
        var length = datagram.Length;
        if (length is < MinLength or > MaxLength)
        {
            return null;
        }

        var iv = datagram.Span[..IvLength];
        Span<byte> start = stackalloc byte[2 * MaskBlock];
        datagram.Span.Slice(IvLength, start.Length).CopyTo(start);
        _mask.Apply(iv, start);
        fault = PacketFault.Protocol;
        if (!start.StartsWith(Protocol))
        {
            return null;
        }

        var flag = (PacketFlag)start[8];
        var authLength = BinaryPrimitives.ReadUInt16BigEndian(start[21..]);
        var headerLength = StaticHeaderLength + authLength;
        fault = PacketFault.Flag;
        if (flag > PacketFlag.Handshake)
        {
            return null;
        }

        fault = PacketFault.AuthData;
        if (headerLength > length - IvLength || !HasLengthOf(flag, authLength))
        {
            return null;
        }

        var head = datagram[..(IvLength + headerLength)].ToArray();
        start.CopyTo(head.AsSpan(IvLength));
        _mask.Apply(iv, head.AsSpan(IvLength + start.Length), start.Length);
        if (flag == PacketFlag.Handshake && head.AsSpan(IvLength + StaticHeaderLength + NodeId.Length, 2) is not [64, 33])
        {
            return null;
        }

        fault = PacketFault.Message;
        var message = datagram[head.Length..];
        return message.IsEmpty == (flag == PacketFlag.WhoAreYou)
            ? new Packet(flag, PacketNonce.Read(start[9..]), head, message)
            : null;
    }

    /// <summary>Makes a packet with a message encrypted for a session.</summary>
    public static byte[] EncodeMessage(
        NodeId receiver, NodeId sender, ReadOnlySpan<byte> iv, PacketNonce nonce, AesGcm key, ReadOnlySpan<byte> plaintext)
    {
        var packet = Start(PacketFlag.Message, iv, nonce, sender.Bytes.AsSpan(), plaintext.Length + TagLength, out var head);
        return Seal(receiver, packet, head, nonce, key, plaintext);
    }

    /// <summary>Makes a packet that nobody can decrypt, which asks for a challenge.</summary>
    public static byte[] EncodeRandom(NodeId receiver, NodeId sender, ReadOnlySpan<byte> iv, PacketNonce nonce, ReadOnlySpan<byte> noise)
    {
        var packet = Start(PacketFlag.Message, iv, nonce, sender.Bytes.AsSpan(), noise.Length, out var head);
        noise.CopyTo(packet.AsSpan(head));
        Mask(receiver, packet, head);
        return packet;
    }

    /// <summary>Makes a WHOAREYOU to the packet of a nonce, and gives its challenge-data.</summary>
    public static byte[] EncodeWhoAreYou(
        NodeId receiver, ReadOnlySpan<byte> iv, PacketNonce requestNonce, ReadOnlySpan<byte> idNonce, ulong knownSequence,
        out byte[] challengeData)
    {
        Span<byte> auth = stackalloc byte[WhoAreYouAuthLength];
        idNonce.CopyTo(auth);
        BinaryPrimitives.WriteUInt64BigEndian(auth[16..], knownSequence);
        var packet = Start(PacketFlag.WhoAreYou, iv, requestNonce, auth, 0, out var head);
        challengeData = [.. packet];
        Mask(receiver, packet, head);
        return packet;
    }

    /// <summary>Makes a handshake packet with a message encrypted by the keys that it agrees on; the record may be empty.</summary>
    public static byte[] EncodeHandshake(
        NodeId receiver, NodeId sender, ReadOnlySpan<byte> iv, PacketNonce nonce, HandshakeProof proof, ReadOnlySpan<byte> record,
        AesGcm key, ReadOnlySpan<byte> plaintext)
    {
        byte[] auth = [.. sender.Bytes.AsSpan(), 64, 33, .. proof.IdSignature, .. proof.EphemeralKey, .. record];
        var packet = Start(PacketFlag.Handshake, iv, nonce, auth, plaintext.Length + TagLength, out var head);
        return Seal(receiver, packet, head, nonce, key, plaintext);
    }

    /// <inheritdoc/>
    public void Dispose() => _mask.Dispose();

    private static bool HasLengthOf(PacketFlag flag, int authLength) => flag switch
    {
        PacketFlag.Message => authLength == NodeId.Length,
        PacketFlag.WhoAreYou => authLength == WhoAreYouAuthLength,
        _ => authLength is >= HandshakeAuthLength and <= HandshakeAuthLength + Enr.MaxLength,
    };

    private static byte[] Start(
        PacketFlag flag, ReadOnlySpan<byte> iv, PacketNonce nonce, ReadOnlySpan<byte> auth, int messageLength, out int head)
    {
        head = IvLength + StaticHeaderLength + auth.Length;
        var packet = new byte[head + messageLength];
        iv.CopyTo(packet);
        Protocol.CopyTo(packet, IvLength);
        packet[IvLength + 8] = (byte)flag;
        nonce.Write(packet.AsSpan(IvLength + 9));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(IvLength + 21), (ushort)auth.Length);
        auth.CopyTo(packet.AsSpan(IvLength + StaticHeaderLength));
        return packet;
    }

    private static byte[] Seal(NodeId receiver, byte[] packet, int head, PacketNonce nonce, AesGcm key, ReadOnlySpan<byte> plaintext)
    {
        Span<byte> iv = stackalloc byte[PacketNonce.Length];
        nonce.Write(iv);
        var message = packet.AsSpan(head);
        key.Encrypt(iv, plaintext, message[..plaintext.Length], message[plaintext.Length..], packet.AsSpan(0, head));
        Mask(receiver, packet, head);
        return packet;
    }

    private static void Mask(NodeId receiver, byte[] packet, int head)
    {
        using var mask = new HeaderMask(receiver);
        mask.Apply(packet.AsSpan(0, IvLength), packet.AsSpan(IvLength, head - IvLength));
    }
}
