using System.Text.Json;
using Consensoor.Interop.Identity;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Identity;

/// <summary>Peer ids of `libp2p/specs peer-ids`, in every form they are written in.</summary>
public sealed class PeerIdTests
{
    private static readonly string[] StartTexts = ["1", "Qm", "b", "k", "z", "f", "12D3KooW", "bafzaa", ""];
    private static readonly Gen<string> Starts = Gen.Int[0, StartTexts.Length - 1].Select(static i => StartTexts[i]);

    public static TheoryData<string, string, string> Vectors()
    {
        var data = new TheoryData<string, string, string>();
        var path = Path.Combine(AppContext.BaseDirectory, "Identity", "Vectors", "peer_ids.json");
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var key in file.RootElement.GetProperty("keys").EnumerateArray())
        {
            data.Add(
                key.GetProperty("type").GetString()!,
                key.GetProperty("public_key").GetString()!,
                key.GetProperty("peer_id_computed").GetString()!);
        }

        return data;
    }

    [Fact]
    public void There_are_vectors_of_four_kinds() => Assert.Equal(4, Vectors().Count());

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vector(string type, string publicKey, string expected)
    {
        var encoded = Convert.FromHexString(publicKey);
        var key = PeerPublicKey.TryDecode(encoded);
        Assert.NotNull(key);
        Assert.Equal(type, key.Type.ToString(), ignoreCase: true);
        Assert.Equal(encoded, key.Encode());
        var peerId = PeerId.FromPublicKey(key);
        Assert.Equal(expected, peerId.ToString());
        Assert.True(peerId.Matches(key));
        Assert.Equal(type is "ed25519" or "secp256k1" ? key : null, peerId.InlinedKey());
        Assert.Equal(peerId, PeerId.Parse(expected, out _));
        Assert.Equal(peerId, PeerId.FromBytes(peerId.Bytes, out _));
        byte[] cid = [0x01, 0x72, .. peerId.Bytes];
        foreach (var text in new[]
        {
            peerId.ToCid(),
            "z" + SimpleBase.Base58.Bitcoin.Encode(cid),
            "k" + SimpleBase.Base36.LowerCase.Encode(cid),
            "f" + Convert.ToHexStringLower(cid),
        })
        {
            Assert.True(PeerId.TryParse(text, out var read), text);
            Assert.Equal(peerId, read);
        }
    }

    [Fact]
    public void Secret_vector_of_secp256k1_makes_its_peer_id()
    {
        var key = NodeKey.FromSecret(Convert.FromHexString("53dadf1d5a164d6b4acdb15e24aa4c5b1d3461bdbd42abedb0a4404d56ced8fb"));
        Assert.Equal("16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", key!.PeerId.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("Qm")]
    [InlineData("QmVMT29id3TUASyfZZ6k9hmNyc2nYabCo4uMSpDw4zrgD0")]
    [InlineData("QmVMT29id3TUASyfZZ6k9hmNyc2nYabCo4uMSpDw4zrg")]
    [InlineData("16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLp")]
    [InlineData("bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi")]
    [InlineData("xafzbeic7")]
    public void Others_are_refused_with_a_reason(string text)
    {
        Assert.Null(PeerId.Parse(text, out var problem));
        Assert.False(string.IsNullOrEmpty(problem));
    }

    [Theory]
    [InlineData("0802122103ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("08021220037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca")]
    [InlineData("0801121f1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce2")]
    [InlineData("080412201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e")]
    [InlineData("080112a0001ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e")]
    [InlineData("122021d1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e0801")]
    [InlineData("080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e00")]
    public void Public_keys_of_another_form_are_refused(string hex) => Assert.Null(PeerPublicKey.TryDecode(Convert.FromHexString(hex)));

    [Theory]
    [InlineData('\u00ff')]
    [InlineData('\u0100')]
    [InlineData('\u2603')]
    [InlineData('0')]
    public void A_letter_that_base58_does_not_have_is_refused(char letter)
    {
        const string Known = "16Uiu2HAm86jfEh9vAd1tFHY5ntXpkKs6HWvMo3BB1jesmRCZDkqo";
        Assert.NotNull(PeerId.Parse(Known, out _));
        for (var at = 2; at < Known.Length; at++)
        {
            Assert.Null(PeerId.Parse($"{Known[..at]}{letter}{Known[(at + 1)..]}", out var problem));
            Assert.NotNull(problem);
            Assert.Null(PeerId.Parse($"z{Known[..at]}{letter}", out _));
        }
    }

    [Fact]
    public void Arbitrary_text_and_bytes_never_throw()
    {
        Gen.Select(Starts, Gen.String[0, 200]).Sample((start, rest) =>
        {
            var read = PeerId.Parse(start + rest, out var problem);
            return (read is null) == (problem is not null);
        });
        Gen.Select(Starts, Gen.String[Gen.Char["abcdefghijkmnopqrstuvwxyz123456789"], 0, 110]).Sample(
            (start, rest) => (PeerId.Parse(start + rest, out var problem) is null) == (problem is not null));
        Gen.Byte.Array[0, 60].Sample(bytes => (PeerId.FromBytes(bytes, out var problem) is null) == (problem is not null));
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            byte[] framed = [0x08, (byte)(bytes.Length % 5), 0x12, .. bytes];
            var key = PeerPublicKey.TryDecode(framed);
            return key is null || key.Encode().AsSpan().SequenceEqual(framed);
        });
    }
}
