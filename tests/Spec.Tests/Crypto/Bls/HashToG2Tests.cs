using System.Text;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary>Hashing to G2 against the steps of RFC 9380 as written, and both against its vectors.</summary>
public sealed class HashToG2Tests
{
    private static ReadOnlySpan<byte> VectorDomain => "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_"u8;

    [Theory]
    [InlineData(
        "",
        "0141ebfbdca40eb85b87142e130ab689c673cf60f1a3e98d69335266f30d9b8d4ac44c1038e9dcdd5393faf5c41fb78a",
        "05cb8437535e20ecffaef7752baddf98034139c38452458baeefab379ba13dff5bf5dd71b72418717047f5b0f37da03d",
        "0503921d7f6a12805e72940b963c0cf3471c7b2a524950ca195d11062ee75ec076daf2d4bc358c4b190c0c98064fdd92",
        "12424ac32561493f3fe3c260708a12b7c620e7be00099a974e259ddc7d1f6395c3c811cdd19f1e8dbf3e9ecfdcbab8d6")]
    [InlineData(
        "abcdef0123456789",
        "121982811d2491fde9ba7ed31ef9ca474f0e1501297f68c298e9f4c0028add35aea8bb83d53c08cfc007c1e005723cd0",
        "190d119345b94fbd15497bcba94ecf7db2cbfd1e1fe7da034d26cbba169fb3968288b3fafb265f9ebd380512a71c3f2c",
        "05571a0f8d3c08d094576981f4a3b8eda0a8e771fcdcc8ecceaf1356a6acf17574518acb506e435b639353c2e14827c8",
        "0bb5e7572275c567462d91807de765611490205a941a5a6af3b1691bfe596c31225d3aabdf15faff860cb4ef17c7c3be")]
    public void MessagesHashToThePointsOfTheStandard(string message, string x0, string x1, string y0, string y1)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(message);
        var expected = new BigPoint<BigFp2>(new BigFp2(Integers.Hex(x0), Integers.Hex(x1)), new BigFp2(Integers.Hex(y0), Integers.Hex(y1)));
        Assert.Equal(expected, BigHashToG2.Hash(bytes, VectorDomain));
        Assert.Equal(expected, Bridge.From(HashToG2.Hash(bytes, VectorDomain)));
        Assert.True(BigG2.IsInSubgroup(expected));
    }

    [Fact]
    public void MessagesHashLikeTheLiteralSteps() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 255]).Sample(
            (message, domain) =>
            {
                byte[] uniform = new byte[256];
                HashToG2.ExpandMessage(message, domain, uniform);
                Assert.Equal(BigHashToG2.ExpandMessage(message, domain, 256), uniform);
                Assert.Equal(BigHashToG2.Hash(message, domain), Bridge.From(HashToG2.Hash(message, domain)));
                Assert.Equal(
                    BigHashToG2.Hash(message, "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"u8), Bridge.From(HashToG2.Hash(message)));
            },
            iter: 5);

    [Fact]
    public void MapIsTheLiteralOneFromEveryElement()
    {
        // Z u^2 = -1 and u = 0 are the elements whose x has no formula of its own.
        BigFp2 exception = -new BigFp2(-2, -1).Inverse();
        Gen.Select(CryptoInputs.Fp2Elements, CryptoInputs.Fp2Elements).Sample(CheckMap, iter: 30);
        BigFp2[] edges =
            [0, 1, -1, new BigFp2(0, 1), new BigFp2(0, -1), .. exception.IsSquare ? new[] { exception.Sqrt(), -exception.Sqrt() } : []];
        foreach (BigFp2 u in edges)
        {
            foreach (BigFp2 other in edges)
                CheckMap(u, other);
        }
    }

    [Fact]
    public void CofactorIsClearedByTheEffectiveMultiplier() =>
        Gen.OneOf(
            CryptoInputs.Fp2Elements.Select(BigHashToG2.Map),
            Gen.Int[0, CryptoInputs.OutsideG2.Length - 1].Select(i => CryptoInputs.OutsideG2[i])).Sample(
            point =>
            {
                var jacobian = new JacobianPoint<Fp2>(Bridge.To(point));
                Assert.Equal(point.Multiply(BigHashToG2.HEff), Bridge.From(HashToG2.ClearCofactor(in jacobian)));
            },
            iter: 8);

    private static void CheckMap(BigFp2 u, BigFp2 other) =>
        Assert.Equal(BigHashToG2.Map(u) + BigHashToG2.Map(other), Bridge.From(MapToG2.MapBoth(Bridge.To(u), Bridge.To(other))));
}
