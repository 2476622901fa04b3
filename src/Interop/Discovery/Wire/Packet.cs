using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Wire;

/// <summary>
/// A packet whose header is unmasked and has the lengths of its flag; nothing of it is proven yet. <see cref="Head"/> is masking-iv ||
/// header, which a message is authenticated with, and which is the challenge-data of a WHOAREYOU.
/// </summary>
public sealed record Packet(PacketFlag Flag, PacketNonce Nonce, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Message)
{
    private const int AuthStart = 16 + PacketCodec.StaticHeaderLength;

    /// <summary>The node that a message or handshake says it is of; not for WHOAREYOU.</summary>
    public NodeId Source => NodeId.From(Auth[..NodeId.Length]);

    /// <summary>The 16 random bytes of a WHOAREYOU.</summary>
    public ReadOnlySpan<byte> IdNonce => Auth[..16];

    /// <summary>The sequence number of this node's record that the sender of a WHOAREYOU has.</summary>
    public ulong KnownSequence => System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(Auth[16..]);

    /// <summary>The signature of a handshake, r || s.</summary>
    public ReadOnlySpan<byte> IdSignature => Auth.Slice(34, 64);

    /// <summary>The ephemeral public key of a handshake, 33 bytes.</summary>
    public ReadOnlySpan<byte> EphemeralKey => Auth.Slice(98, 33);

    /// <summary>The node record of a handshake, empty where it has none.</summary>
    public ReadOnlySpan<byte> Record => Auth[PacketCodec.HandshakeAuthLength..];

    private ReadOnlySpan<byte> Auth => Head.Span[AuthStart..];
}
