using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary><see cref="Fp"/> against integers modulo p.</summary>
public sealed class FpTests
{
    [Fact]
    public void ArithmeticIsThatOfIntegersModuloP() =>
        Gen.Select(CryptoInputs.LooseElements, CryptoInputs.LooseElements).Sample((a, b) =>
        {
            Check(a.Element + b.Element, a.Value + b.Value);
            Check(a.Element - b.Element, a.Value - b.Value);
            Check(-a.Element, -a.Value);
            Check(a.Element * b.Element, a.Value * b.Value);
            Check(Fp.MultiplyScalar(a.Element, b.Element), a.Value * b.Value);
            Check(a.Element.Square(), a.Value * a.Value);
            Check(a.Element.Double(), a.Value * 2);
            Assert.Equal(a.Value == b.Value, a.Element == b.Element);
            Assert.Equal(a.Value.IsZero, a.Element.IsZero);
            Assert.True((a.Element - a.Element).IsZero);
        });

    [Fact]
    public void InversesInvert() =>
        Gen.Select(CryptoInputs.LooseElements, CryptoInputs.LooseElements).Sample(
            (a, b) =>
            {
                Check(a.Element.Inverse(), Integers.Inverse(a.Value, BigFp.P));
                Check(a.Element.InverseConstantTime(), Integers.Inverse(a.Value, BigFp.P));
                Fp[] both = [a.Element, Fp.Zero, b.Element];
                Fp.InvertAll(both);
                Assert.Equal([a.Element.Inverse(), Fp.Zero, b.Element.Inverse()], both);
            },
            iter: 50);

    [Fact]
    public void SquareRootsAreFoundExactlyForSquares() =>
        Gen.Select(CryptoInputs.LooseElements, CryptoInputs.LooseElements).Sample(
            (a, b) =>
            {
                bool isSquare = ((BigFp)a.Value).IsSquare;
                Assert.Equal(isSquare, a.Element.TrySqrt(out Fp root));
                Assert.True(!isSquare || root.Square() == a.Element);
                Fp.PowRoots(a.Element, b.Element, out Fp powerA, out Fp powerB);
                Check(powerA, BigInteger.ModPow(a.Value, (BigFp.P - 3) / 4, BigFp.P));
                Check(powerB, BigInteger.ModPow(b.Value, (BigFp.P - 3) / 4, BigFp.P));
                foreach (BigFp2 x in new[] { new BigFp2(a.Value, b.Value), new BigFp2(a.Value, 0), new BigFp2(0, b.Value) })
                {
                    Assert.Equal(x.IsSquare, Bridge.To(x).TrySqrt(out _));
                    Assert.True(Bridge.To(x * x).TrySqrt(out Fp2 back));
                    Assert.Contains(Bridge.From(in back), new[] { x, -x });
                }
            },
            iter: 50);

    [Fact]
    public void SignsFollowTheInteger() =>
        CryptoInputs.LooseElements.Sample(a =>
        {
            Assert.Equal(a.Value > (BigFp.P - 1) / 2, a.Element.IsLarger());
            Assert.Equal(!a.Value.IsEven, a.Element.IsOdd());
        });

    [Fact]
    public void OnlyIntegersBelowTheModulusAreRead()
    {
        Assert.True(Fp.TryRead(Integers.Bytes(BigFp.P - 1, Fp.Size), out _));
        Assert.False(Fp.TryRead(Integers.Bytes(BigFp.P, Fp.Size), out _));
        Assert.False(Fp.TryRead(Integers.Bytes(BigFp.P + 1, Fp.Size), out _));
        byte[] largest = new byte[Fp.Size];
        Array.Fill(largest, byte.MaxValue);
        Assert.False(Fp.TryRead(largest, out _));
    }

    [Fact]
    public void WideBytesAreReducedModuloP() =>
        Gen.Byte.Array[64].Sample(bytes => Check(Fp.FromWideBytes(bytes), new BigInteger(bytes, isUnsigned: true, isBigEndian: true)));

    private static void Check(in Fp actual, BigInteger expected)
    {
        Assert.True(Bridge.IsWithinBounds(in actual));
        Assert.Equal(Integers.Mod(expected, BigFp.P), Bridge.FromFp(in actual));
    }
}
