using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;
using G1Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp>;
using G2Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp2>;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary>The compressed forms: both ways like the plain decoder, and every refusal for its reason.</summary>
public sealed class EncodingTests
{
    [Fact]
    public void CompressedPointsComeBack() =>
        Gen.Select(CryptoInputs.G1Points, CryptoInputs.G2Points).Sample(
            (a, b) =>
            {
                byte[] narrow = new byte[G1.CompressedSize], wide = new byte[G2.CompressedSize];
                G1.Encode(Bridge.To(a), narrow);
                Assert.Equal(BigG1.Encode(a), narrow);
                Assert.Equal(PointError.None, G1.Decode(narrow, out G1Affine p));
                Assert.Equal(a, Bridge.From(in p));
                G2.Encode(Bridge.To(b), wide);
                Assert.Equal(BigG2.Encode(b), wide);
                Assert.Equal(PointError.None, G2.Decode(wide, out G2Affine q));
                Assert.Equal(b, Bridge.From(in q));
            },
            iter: 100);

    [Fact]
    public void HostileEncodingsOfG1EndAsInThePlainDecoder() =>
        CryptoInputs.G1Encodings.Sample(
            bytes =>
            {
                Assert.Equal(BigG1.Decode(bytes, out BigPoint<BigFp> expected), G1.Decode(bytes, out G1Affine point));
                Assert.Equal(expected, Bridge.From(in point));
            },
            iter: 200);

    [Fact]
    public void HostileEncodingsOfG2EndAsInThePlainDecoder() =>
        CryptoInputs.G2Encodings.Sample(
            bytes =>
            {
                Assert.Equal(BigG2.Decode(bytes, out BigPoint<BigFp2> expected), G2.Decode(bytes, out G2Affine point));
                Assert.Equal(expected, Bridge.From(in point));
            },
            iter: 150);

    [Fact]
    public void PointsOutsideTheSubgroupAreRefused()
    {
        Assert.Contains(CryptoInputs.OutsideG1, point => point.Multiply(3).IsInfinity);
        Assert.Contains(CryptoInputs.OutsideG2, point => point.Multiply(13).IsInfinity);
        foreach (BigPoint<BigFp> point in CryptoInputs.OutsideG1)
        {
            Assert.True(BigG1.IsOnCurve(point) && !BigG1.IsInSubgroup(point));
            Assert.False(G1.IsInSubgroup(Bridge.To(point)));
            Assert.False(G1.IsInSubgroup(Bridge.To(point + BigG1.Generator)));
            Refuse(PointError.NotInSubgroup, BigG1.Encode(point));
        }

        foreach (BigPoint<BigFp2> point in CryptoInputs.OutsideG2)
        {
            Assert.True(BigG2.IsOnCurve(point) && !BigG2.IsInSubgroup(point));
            Assert.False(G2.IsInSubgroup(Bridge.To(point)));
            Assert.False(G2.IsInSubgroup(Bridge.To(point + BigG2.Generator)));
            Assert.Equal(PointError.NotInSubgroup, G2.Decode(BigG2.Encode(point), out _));
        }
    }

    [Fact]
    public void MalformedEncodingsAreRefusedWithTheReason()
    {
        byte[] good = new byte[G1.CompressedSize];
        G1.Encode(in G1.Generator, good);
        Refuse(PointError.WrongLength, good[1..]);
        Refuse(PointError.NotCompressed, With(good, 0, (byte)(good[0] & 0x7f)));
        Refuse(PointError.MalformedInfinity, With(good, 0, (byte)(good[0] | 0x40)));
        Refuse(PointError.MalformedInfinity, With(new byte[48], 0, 0xe0));
        Refuse(PointError.MalformedInfinity, With(With(new byte[48], 0, 0xc0), 47, 1));
        byte[] modulus = Integers.Bytes(BigFp.P, Fp.Size);
        Refuse(PointError.NotCanonical, With(modulus, 0, (byte)(modulus[0] | 0x80)));
        Refuse(PointError.NotCanonical, With(good, 0, 0xbf));

        byte[] infinity = With(new byte[48], 0, 0xc0);
        Assert.Equal(PointError.None, G1.Decode(infinity, out G1Affine none));
        Assert.True(none.IsInfinity);

        byte[] wide = new byte[G2.CompressedSize];
        G2.Encode(in G2.Generator, wide);
        Assert.Equal(PointError.WrongLength, G2.Decode(wide.AsSpan(0, 48), out _));
        Assert.Equal(PointError.NotCompressed, G2.Decode(With(wide, 0, (byte)(wide[0] & 0x7f)), out _));
        Assert.Equal(PointError.MalformedInfinity, G2.Decode(With(wide, 0, (byte)(wide[0] | 0x40)), out _));
        byte[] high = (byte[])wide.Clone();
        modulus.CopyTo(high, Fp.Size);
        Assert.Equal(PointError.NotCanonical, G2.Decode(high, out _));
    }

    private static void Refuse(PointError expected, byte[] bytes)
    {
        Assert.Equal(expected, G1.Decode(bytes, out G1Affine point));
        Assert.True(point.IsInfinity);
    }

    private static byte[] With(byte[] bytes, int index, byte value)
    {
        byte[] copy = (byte[])bytes.Clone();
        copy[index] = value;
        return copy;
    }
}
