using System.Security.Cryptography;
using System.Text.Json;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Identity;
using Xunit;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>The wire vectors of ethereum/devp2p: packets read and made again byte by byte, and the primitives under them.</summary>
public sealed class WireVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Discovery", "Vectors", "discv5_wire_vectors.json"))).RootElement;

    private static readonly NodeKey KeyA = NodeKey.FromSecret(Hex(Vectors.GetProperty("node_a_key")))!;
    private static readonly NodeKey KeyB = NodeKey.FromSecret(Hex(Vectors.GetProperty("node_b_key")))!;
    private static readonly NodeId NodeA = new(KeyA.NodeId);
    private static readonly NodeId NodeB = new(KeyB.NodeId);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Packet(int index)
    {
        var vector = Vectors.GetProperty("packets")[index];
        var fields = vector.GetProperty("fields");
        var decoded = vector.GetProperty("decoded");
        var datagram = Hex(vector.GetProperty("packet"));
        using var codec = new PacketCodec(NodeB);
        var packet = codec.Decode(datagram, out _);
        Assert.NotNull(packet);
        Assert.Equal(decoded.GetProperty("flag").GetInt32(), (int)packet.Flag);
        var nonce = new byte[12];
        packet.Nonce.Write(nonce);
        Assert.Equal(Hex(decoded.GetProperty("nonce")), nonce);
        var iv = datagram[..16];
        if (packet.Flag == PacketFlag.WhoAreYou)
        {
            Assert.Equal(Hex(fields.GetProperty("whoareyou.challenge-data")), packet.Head.ToArray());
            Assert.Equal(Hex(fields.GetProperty("whoareyou.id-nonce")), packet.IdNonce.ToArray());
            Assert.Equal(0UL, packet.KnownSequence);
            Assert.Equal(datagram, PacketCodec.EncodeWhoAreYou(NodeB, iv, packet.Nonce, packet.IdNonce, 0, out var data));
            Assert.Equal(packet.Head.ToArray(), data);
            return;
        }

        Assert.Equal(Hex(fields.GetProperty("src-node-id")), packet.Source.Bytes.AsSpan().ToArray());
        using var key = new AesGcm(Hex(fields.GetProperty("read-key")), 16);
        var plaintext = Hex(decoded.GetProperty("plaintext"));
        var opened = new byte[packet.Message.Length - 16];
        key.Decrypt(nonce, packet.Message.Span[..^16], packet.Message.Span[^16..], opened, packet.Head.Span);
        Assert.Equal(plaintext, opened);
        var ping = Assert.IsType<Ping>(MessageCodec.Decode(opened));
        Assert.Equal(Hex(fields.GetProperty("ping.req-id")), ping.Id.ToArray());
        Assert.Equal(fields.GetProperty("ping.enr-seq").GetString(), $"{ping.EnrSequence}");
        Assert.Equal(plaintext, MessageCodec.Encode(ping));
        if (packet.Flag == PacketFlag.Message)
        {
            Assert.Equal(datagram, PacketCodec.EncodeMessage(NodeB, NodeA, iv, packet.Nonce, key, plaintext));
            return;
        }

        var challenge = Hex(fields.GetProperty("whoareyou.challenge-data"));
        var ephemeral = NodeKey.FromSecret(Hex(fields.GetProperty("ephemeral-key")))!;
        Assert.Equal(decoded.GetProperty("enr_rlp_length").GetInt32(), packet.Record.Length);
        Assert.True(packet.Record.IsEmpty || Enr.Decode(packet.Record, out _)!.NodeId == NodeA);
        Assert.True(HandshakeCrypto.Verify(KeyA.PublicKey, packet.IdSignature, challenge, packet.EphemeralKey, NodeB));
        var keys = HandshakeCrypto.DeriveKeys(KeyB, packet.EphemeralKey, NodeA, NodeB, challenge)!;
        Assert.Equal(Hex(fields.GetProperty("read-key")), keys.InitiatorKey);
        Assert.Equal(keys.InitiatorKey, HandshakeCrypto.DeriveKeys(ephemeral, KeyB.PublicKey, NodeA, NodeB, challenge)!.InitiatorKey);
        var proof = new HandshakeProof(HandshakeCrypto.Sign(KeyA, challenge, ephemeral.PublicKey, NodeB), ephemeral.PublicKey.ToArray());
        Assert.Equal(datagram, PacketCodec.EncodeHandshake(NodeB, NodeA, iv, packet.Nonce, proof, packet.Record, key, plaintext));
    }

    [Fact]
    public void Key_derivation()
    {
        var vector = Vectors.GetProperty("primitives").GetProperty("Key Derivation");
        var keys = HandshakeCrypto.DeriveKeys(
            NodeKey.FromSecret(Hex(vector.GetProperty("ephemeral-key")))!,
            Hex(vector.GetProperty("dest-pubkey")),
            NodeId.From(Hex(vector.GetProperty("node-id-a"))),
            NodeId.From(Hex(vector.GetProperty("node-id-b"))),
            Hex(vector.GetProperty("challenge-data")))!;
        Assert.Equal(Hex(vector.GetProperty("initiator-key")), keys.InitiatorKey);
        Assert.Equal(Hex(vector.GetProperty("recipient-key")), keys.RecipientKey);
    }

    [Fact]
    public void Id_nonce_signing()
    {
        var vector = Vectors.GetProperty("primitives").GetProperty("ID Nonce Signing");
        var key = NodeKey.FromSecret(Hex(vector.GetProperty("static-key")))!;
        var recipient = NodeId.From(Hex(vector.GetProperty("node-id-B")));
        var signature = HandshakeCrypto.Sign(
            key, Hex(vector.GetProperty("challenge-data")), Hex(vector.GetProperty("ephemeral-pubkey")), recipient);
        Assert.Equal(Hex(vector.GetProperty("id-signature")), signature);
    }

    [Fact]
    public void Every_bit_of_a_packet_counts()
    {
        var datagram = Hex(Vectors.GetProperty("packets")[2].GetProperty("packet"));
        using var codec = new PacketCodec(NodeB);
        using var key = new AesGcm(Hex(Vectors.GetProperty("packets")[2].GetProperty("fields").GetProperty("read-key")), 16);
        var nonce = new byte[12];
        for (var bit = 0; bit < datagram.Length * 8; bit++)
        {
            var bad = (byte[])datagram.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            if (codec.Decode(bad, out _) is not { Flag: not PacketFlag.WhoAreYou, Message.Length: >= 16 } packet)
            {
                continue;
            }

            packet.Nonce.Write(nonce);
            Assert.ThrowsAny<CryptographicException>(() => key.Decrypt(
                nonce, packet.Message.Span[..^16], packet.Message.Span[^16..], new byte[packet.Message.Length - 16], packet.Head.Span));
        }
    }

    private static byte[] Hex(JsonElement text) => Convert.FromHexString(text.GetString()!.AsSpan(2));
}
