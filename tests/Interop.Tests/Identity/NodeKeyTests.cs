using System.Numerics;
using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Identity;

/// <summary>A node's key pair: what it signs, verifies and shares.</summary>
public sealed class NodeKeyTests
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", System.Globalization.NumberStyles.HexNumber);

    private static readonly Gen<NodeKey> Keys =
        Gen.Byte.Array[32].Select(static secret => NodeKey.FromSecret(secret)).Where(static key => key is not null)!;

    [Fact]
    public void Example_of_EIP_778_has_its_node_id()
    {
        var key = NodeKey.FromSecret(Convert.FromHexString("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291"))!;
        Assert.Equal("03ca634cae0d49acb401d8a4c6b6fe8c55b70d115bf400769cc1400f3258cd3138", Convert.ToHexStringLower(key.PublicKey));
        Assert.Equal("a448f24c6d18e575453db13171562b71999873db5b286df957af199ec94617f7", Convert.ToHexStringLower(key.NodeId.AsSpan()));
    }

    [Fact]
    public void What_is_signed_verifies_and_nothing_else()
    {
        Gen.Select(Keys, Keys, Gen.Byte.Array[32], Gen.Int[0, 511]).Sample((key, other, hash, bit) =>
        {
            var signature = key.Sign(hash);
            var flipped = (byte[])signature.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            return NodeKey.Verify(key.PublicKey, hash, signature)
                && signature.AsSpan().SequenceEqual(key.Sign(hash))
                && !NodeKey.Verify(key.PublicKey, hash, flipped)
                && (key.PeerId.Equals(other.PeerId) || !NodeKey.Verify(other.PublicKey, hash, signature));
        });
    }

    [Fact]
    public void S_is_in_the_lower_half_and_its_negative_is_refused()
    {
        Gen.Select(Keys, Gen.Byte.Array[32]).Sample((key, hash) =>
        {
            var signature = key.Sign(hash);
            var s = new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
            var high = (Order - s).ToByteArray(isUnsigned: true, isBigEndian: true);
            signature.AsSpan(32).Clear();
            high.CopyTo(signature, 64 - high.Length);
            return s <= Order / 2 && !NodeKey.Verify(key.PublicKey, hash, signature);
        });
    }

    [Fact]
    public void Messages_are_signed_as_DER_of_their_SHA_256()
    {
        Gen.Select(Keys, Gen.Byte.Array[0, 100]).Sample((key, message) =>
        {
            var der = key.SignMessage(message);
            var compact = new byte[64];
            return NodeKey.VerifyMessage(key.PublicKey, message, der)
                && !NodeKey.VerifyMessage(key.PublicKey, [.. message, 0], der)
                && DerSignature.TryDecode(der, compact)
                && compact.AsSpan().SequenceEqual(key.Sign(SHA256.HashData(message)));
        });
    }

    [Fact]
    public void DER_is_read_back_and_never_read_twice_the_same()
    {
        Gen.Byte.Array[64].Sample(compact =>
        {
            var der = DerSignature.Encode(compact);
            var read = new byte[64];
            return DerSignature.TryDecode(der, read) && read.AsSpan().SequenceEqual(compact);
        });
        Gen.Byte.Array[0, 80].Sample(bytes =>
        {
            byte[] framed = [0x30, (byte)bytes.Length, .. bytes];
            var read = new byte[64];
            return !DerSignature.TryDecode(framed, read) || DerSignature.Encode(read).AsSpan().SequenceEqual(framed);
        });
        var zero = new byte[64];
        Assert.Equal("3006020100020100", Convert.ToHexStringLower(DerSignature.Encode(zero)));
        foreach (var bad in new[] { "", "30060201000201", "300702010002020001", "300602018002010", "3006020100020180", "300402000200" })
        {
            Assert.False(DerSignature.TryDecode(Convert.FromHexString(bad.Length % 2 == 0 ? bad : bad + "0"), zero), bad);
        }
    }

    [Fact]
    public void Both_sides_share_the_same_point()
    {
        Gen.Select(Keys, Keys).Sample((one, two) =>
        {
            var first = new byte[33];
            var second = new byte[33];
            return one.TryShare(two.PublicKey, first) && two.TryShare(one.PublicKey, second)
                && first.AsSpan().SequenceEqual(second) && NodeKey.TryGetNodeId(first, out _);
        });
    }

    [Fact]
    public void Wire_vectors_of_discv5_hold()
    {
        var key = NodeKey.FromSecret(Convert.FromHexString("fb757dc581730490a1d7a00deea65e9b1936924caaea8f44d476014856b68736"))!;
        var shared = new byte[33];
        Assert.True(key.TryShare(Convert.FromHexString("039961e4c2356d61bedb83052c115d311acb3a96f5777296dcf297351130266231"), shared));
        Assert.Equal("033b11a2a1f214567e1537ce5e509ffd9b21373247f2a3ff6841f4976f53165e7e", Convert.ToHexStringLower(shared));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("01")]
    [InlineData("")]
    public void What_is_no_secret_makes_no_key(string hex) => Assert.Null(NodeKey.FromSecret(Convert.FromHexString(hex)));

    [Fact]
    public void Keys_off_the_curve_are_refused_everywhere()
    {
        var key = NodeKey.Create();
        var shared = new byte[33];
        Gen.Byte.Array[0, 66].Sample(bytes => key.TryShare(bytes, shared) == NodeKey.TryGetNodeId(bytes, out _));
        Gen.Select(Gen.OneOf(Gen.Const((byte)2), Gen.Const((byte)3)), Gen.Byte.Array[32]).Sample((sign, x) =>
        {
            byte[] point = [sign, .. x];
            return key.TryShare(point, shared) == NodeKey.TryGetNodeId(point, out _)
                && !NodeKey.Verify(point, new byte[32], new byte[64]);
        });
    }

    [Fact]
    public void The_secret_is_not_shown()
    {
        var key = NodeKey.Create();
        Assert.DoesNotContain(Convert.ToHexString(key.ExportSecret()), $"{key}", StringComparison.OrdinalIgnoreCase);
        Assert.Equal(key.PeerId.ToString(), $"{key}");
    }

    [Fact]
    public void Fresh_keys_pass_over_what_is_no_secret()
    {
        var draws = 0;
        var key = NodeKey.Create(secret =>
        {
            secret.Span.Fill(draws++ == 0 ? (byte)0xff : (byte)0x11);
        });
        Assert.Equal(2, draws);
        Assert.All(key.ExportSecret(), static value => Assert.Equal(0x11, value));
    }
}
