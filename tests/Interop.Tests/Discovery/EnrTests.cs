using System.Globalization;
using System.Net;
using System.Text.Json;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Identity;
using Consensoor.Spec.Crypto;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>Node records (EIP-778): vectors, bounds, and what is refused.</summary>
public sealed class EnrTests
{
    private static readonly NodeKey Key =
        NodeKey.FromSecret(Convert.FromHexString("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291"))!;

    [Fact]
    public void All_286_valid_boot_records_are_read_as_another_library_reads_them()
    {
        var valid = 0;
        foreach (var node in EnrVectors.BootNodes)
        {
            var text = node.GetProperty("enr").GetString()!;
            var record = Enr.Parse(text, out var refusal);
            if (node.TryGetProperty("error", out _))
            {
                Assert.Null(record);
                Assert.NotNull(refusal);
                continue;
            }

            Assert.True(record is not null, $"{text}: {refusal}");
            Check(node, record);
            Assert.Equal(text, record.ToString());
            valid++;
        }

        Assert.Equal(286, valid);
        Assert.Equal(288, EnrVectors.BootNodes.Count);
    }

    [Fact]
    public void Example_of_EIP_778_is_read_and_built()
    {
        var text = EnrVectors.Example.GetProperty("enr").GetString()!;
        var record = Enr.Parse(text, out _)!;
        Check(EnrVectors.Example, record);
        var built = new EnrBuilder().SetAddress(IPAddress.Loopback).Set(EnrKeys.Udp, 30303).Build(Key, 1, out _)!;
        Assert.Equal(record.Pairs.Select(static pair => pair.Key), built.Pairs.Select(static pair => pair.Key));
        Assert.Equal(record.UdpEndpoint, built.UdpEndpoint);
        Assert.Equal(record.NodeId, built.NodeId);
    }

    [Fact]
    public void Unknown_keys_are_kept_when_a_record_is_built_anew()
    {
        var record = Enr.Parse(EnrVectors.ValidTexts.First(static text => Enr.Parse(text, out _)!.Value("csc") is not null), out _)!;
        var again = new EnrBuilder(record).Set(EnrKeys.Tcp, 9001).Build(Key, record.Sequence + 1, out _)!;
        Assert.Equal(record.Value("csc"), again.Value("csc"));
        Assert.Equal(9001, again.TcpEndpoint4!.Port);
        Assert.Equal(record.Sequence + 1, again.Sequence);
        Assert.Equal(Key.PeerId, again.PeerId);
    }

    [Fact]
    public void A_record_of_300_bytes_is_built_and_one_of_301_is_not()
    {
        var sizes = new List<int>();
        for (var filler = 100; filler < 220; filler++)
        {
            var record = new EnrBuilder().Set("zz", new byte[filler]).Build(Key, 1, out var refusal);
            if (record is null)
            {
                Assert.Equal(EnrFault.TooLong, refusal!.Fault);
            }
            else
            {
                sizes.Add(record.Encoded.Length);
            }
        }

        Assert.Equal(300, sizes.Max());
    }

    [Fact]
    public void A_signature_over_other_contents_is_refused()
    {
        var good = new EnrBuilder().Set("zz", new byte[170]).Build(Key, 7, out _)!;
        for (var i = 0; i < good.Encoded.Length; i++)
        {
            var bad = good.Encoded.ToArray();
            bad[i] ^= 0x01;
            Assert.Null(Enr.Decode(bad, out var refusal));
            Assert.NotNull(refusal);
        }
    }

    [Fact]
    public void Each_fault_is_named()
    {
        byte[] id = [.. Rlp.Bytes("id"u8), .. Rlp.Bytes("v4"u8)];
        byte[] key = [.. Rlp.Bytes("secp256k1"u8), .. Rlp.Bytes(Key.PublicKey)];
        byte[] seq = Rlp.Integer(1);
        Expect(EnrFault.Rlp, Rlp.List(Rlp.Bytes(new byte[64])));
        Expect(EnrFault.Rlp, [.. Signed(seq, id, key), 0]);
        Expect(EnrFault.Rlp, Signed(seq, id, [.. key, .. Rlp.Bytes("zz"u8)]));
        Expect(EnrFault.Sequence, Signed(Rlp.Bytes([0, 1]), id, key));
        Expect(EnrFault.Sequence, Signed(Rlp.Bytes(new byte[9]), id, key));
        Expect(EnrFault.Sequence, Signed(Rlp.List(), id, key));
        Expect(EnrFault.Keys, Signed(seq, key, id));
        Expect(EnrFault.Keys, Signed(seq, id, id, key));
        Expect(EnrFault.Keys, Signed(seq, id, key, [.. Rlp.List(), .. Rlp.Bytes([])]));
        Expect(EnrFault.Scheme, Signed(seq, [.. Rlp.Bytes("id"u8), .. Rlp.Bytes("v5"u8)], key));
        Expect(EnrFault.Scheme, Signed(seq, key));
        Expect(EnrFault.PublicKey, Signed(seq, id));
        Expect(EnrFault.PublicKey, Signed(seq, id, [.. Rlp.Bytes("secp256k1"u8), .. Rlp.Bytes(new byte[33])]));
        Expect(EnrFault.TooLong, new byte[301]);
        Expect(EnrFault.Signature, Rlp.List(Rlp.Bytes(new byte[64]), seq, id, key));
        Expect(EnrFault.Signature, Rlp.List(Rlp.Bytes(new byte[65]), seq, id, key));
        Assert.NotNull(Enr.Decode(Signed(seq, id, key, [.. Rlp.Bytes("zz"u8), .. Rlp.List(Rlp.Integer(3))]), out _));
    }

    [Theory]
    [InlineData("", EnrFault.Prefix)]
    [InlineData("enr", EnrFault.Prefix)]
    [InlineData("ENR:-IS4", EnrFault.Prefix)]
    [InlineData("enr:", EnrFault.Rlp)]
    [InlineData("enr:+IS4", EnrFault.Base64)]
    [InlineData("enr:-IS4=", EnrFault.Base64)]
    [InlineData("enr:-IS4 ", EnrFault.Base64)]
    [InlineData("enr:-", EnrFault.Base64)]
    public void Text_of_another_form_is_refused(string text, EnrFault fault)
    {
        Assert.Null(Enr.Parse(text, out var refusal));
        Assert.Equal(fault, refusal!.Fault);
    }

    [Fact]
    public void Long_text_is_refused_unread()
    {
        Assert.Null(Enr.Parse("enr:" + new string('A', 1 << 20), out var refusal));
        Assert.Equal(EnrFault.TooLong, refusal!.Fault);
    }

    [Fact]
    public void Values_of_another_form_than_their_key_says_say_nothing()
    {
        var record = new EnrBuilder()
            .Set(EnrKeys.Ip, new byte[16]).Set(EnrKeys.Udp, 70_000).Set(EnrKeys.Eth2, new byte[15]).Set(EnrKeys.Nfd, new byte[5])
            .Set(EnrKeys.Cgc, [0, 4]).Set(EnrKeys.Attnets, []).Build(Key, 1, out _)!;
        Assert.Null(record.UdpEndpoint);
        Assert.Null(record.TcpEndpoint4);
        Assert.Null(record.Eth2);
        Assert.Null(record.NextForkDigest);
        Assert.Null(record.CustodyGroupCount);
        Assert.False(record.IsOnAttestationSubnet(0));
        Assert.False(record.IsOnAttestationSubnet(ulong.MaxValue));
        Assert.Equal(0UL, new EnrBuilder().Set(EnrKeys.Cgc, 0).Build(Key, 1, out _)!.CustodyGroupCount);
    }

    [Fact]
    public void IPv6_ports_fall_back_to_those_of_IPv4()
    {
        var both = new EnrBuilder().SetAddress(IPAddress.IPv6Loopback).Set(EnrKeys.Udp, 9000).Set(EnrKeys.Tcp6, 9002).Build(Key, 1, out _)!;
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 9000), both.UdpEndpoint);
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 9002), both.TcpEndpoint6);
        Assert.Null(both.QuicEndpoint6);
    }

    [Fact]
    public void Arbitrary_bytes_and_text_are_refused_without_an_exception()
    {
        Gen.Byte.Array[0, 320].Sample(bytes => Enr.Decode(bytes, out var refusal) is null == refusal is not null);
        Gen.String[0, 450].Sample(text => Enr.Parse("enr:" + text, out var refusal) is null == refusal is not null);
        Gen.Select(Gen.Int[0, EnrVectors.ValidTexts.Count - 1], Gen.Int[4, 300], Gen.Char["abcXYZ019-_=. "]).Sample((index, at, letter) =>
        {
            var text = EnrVectors.ValidTexts[index].ToCharArray();
            var position = Math.Min(at, text.Length - 1);
            var changed = text[position] != letter;
            text[position] = letter;
            return Enr.Parse(new string(text), out _) is null == changed;
        });
    }

    private static void Expect(EnrFault fault, byte[] encoded)
    {
        Assert.Null(Enr.Decode(encoded, out var refusal));
        Assert.Equal(fault, refusal!.Fault);
    }

    private static byte[] Signed(params byte[][] items)
    {
        var hash = new byte[32];
        Keccak256.Hash(Rlp.List(items), hash);
        return Rlp.List([Rlp.Bytes(Key.Sign(hash)), .. items]);
    }

    private static void Check(JsonElement expected, Enr record)
    {
        foreach (var field in expected.EnumerateObject())
        {
            var value = field.Value.ToString();
            var actual = field.Name switch
            {
                "enr" => record.ToString(),
                "seq" => record.Sequence.ToString(CultureInfo.InvariantCulture),
                "node_id" => "0x" + Convert.ToHexStringLower(record.NodeId.Bytes.AsSpan()),
                "peer_id" => record.PeerId.ToString(),
                "secp256k1" => "0x" + Convert.ToHexStringLower(record.PublicKey),
                "ip" or "ip6" => new IPAddress(record.Value(field.Name)!).ToString(),
                "udp" => record.UdpEndpoint4!.Port.ToString(CultureInfo.InvariantCulture),
                "tcp" => record.TcpEndpoint4!.Port.ToString(CultureInfo.InvariantCulture),
                "udp6" => record.UdpEndpoint6!.Port.ToString(CultureInfo.InvariantCulture),
                "tcp6" => record.TcpEndpoint6!.Port.ToString(CultureInfo.InvariantCulture),
                "quic" => record.QuicEndpoint4!.Port.ToString(CultureInfo.InvariantCulture),
                "quic6" => record.QuicEndpoint6!.Port.ToString(CultureInfo.InvariantCulture),
                "cgc" => record.CustodyGroupCount!.Value.ToString(CultureInfo.InvariantCulture),
                "nfd" => "0x" + Convert.ToHexStringLower(record.NextForkDigest!.Value.AsSpan()),
                "eth2" => "0x" + Convert.ToHexStringLower(Eth2Field.Encode(record.Eth2!)),
                "attnets" or "syncnets" => "0x" + Convert.ToHexStringLower(record.Value(field.Name)!),
                "id" => "v4",
                "signature_valid" => "True",
                _ => value,
            };
            Assert.Equal(value, actual);
        }
    }
}
