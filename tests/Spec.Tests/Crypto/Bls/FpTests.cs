using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary><see cref="Fp"/> and <see cref="Fp2"/> against integers modulo p.</summary>
public sealed class FpTests
{
    [Fact]
    public void ArithmeticIsThatOfIntegersModuloP() =>
        Gen.Select(Reference.LooseElements, Reference.LooseElements).Sample((a, b) =>
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
    public void ComplexArithmeticIsThatOfPairs() =>
        Gen.Select(Reference.LooseElements, Reference.LooseElements, Reference.LooseElements, Reference.LooseElements).Sample((a, b, c, d) =>
        {
            var x = new Fp2(a.Element, b.Element);
            var y = new Fp2(c.Element, d.Element);
            Check(x * y, (a.Value * c.Value) - (b.Value * d.Value), (a.Value * d.Value) + (b.Value * c.Value));
            Check(x.Square(), (a.Value * a.Value) - (b.Value * b.Value), 2 * a.Value * b.Value);
            Check(x * c.Element, a.Value * c.Value, b.Value * c.Value);
            Check(x.TimesNonResidue(), a.Value - b.Value, a.Value + b.Value);
            Check(x.Conjugate(), a.Value, -b.Value);
            Check(x - y, a.Value - c.Value, b.Value - d.Value);
        });

    [Fact]
    public void InversesInvert() =>
        Gen.Select(Reference.LooseElements, Reference.LooseElements).Sample(
            (a, b) =>
            {
                Check(a.Element.Inverse(), Reference.Inverse(a.Value, Reference.P));
                Check(a.Element.InverseConstantTime(), Reference.Inverse(a.Value, Reference.P));
                var x = new Fp2(a.Element, b.Element);
                Assert.True(x.IsZero ? x.Inverse().IsZero : x * x.Inverse() == Fp2.One);
                Fp[] both = [a.Element, Fp.Zero, b.Element];
                Fp.InvertAll(both);
                Assert.Equal([a.Element.Inverse(), Fp.Zero, b.Element.Inverse()], both);
            },
            iter: 50);

    [Fact]
    public void SquareRootsAreFoundExactlyForSquares() =>
        Gen.Select(Reference.LooseElements, Reference.LooseElements).Sample(
            (a, b) =>
            {
                Assert.Equal(!IsNonResidue(a.Value), a.Element.TrySqrt(out Fp root));
                Assert.True(IsNonResidue(a.Value) || root.Square() == a.Element);
                foreach (Fp2 x in new[] { new Fp2(a.Element, b.Element), new Fp2(a.Element, Fp.Zero), new Fp2(Fp.Zero, b.Element) })
                {
                    Assert.True(x.Square().TrySqrt(out Fp2 back) && (back == x || back == -x));

                    // An element is a square exactly when its norm is one.
                    BigInteger norm = Reference.FromFp((x.C0.Square() + x.C1.Square()));
                    Assert.Equal(!IsNonResidue(norm), x.TrySqrt(out _));
                }
            },
            iter: 50);

    [Fact]
    public void SignsFollowTheInteger() =>
        Reference.LooseElements.Sample(a =>
        {
            Assert.Equal(a.Value > (Reference.P - 1) / 2, a.Element.IsLarger());
            Assert.Equal(!a.Value.IsEven, a.Element.IsOdd());
        });

    [Fact]
    public void OnlyIntegersBelowTheModulusAreRead()
    {
        Assert.True(Fp.TryRead(Reference.Bytes(Reference.P - 1, Fp.Size), out _));
        Assert.False(Fp.TryRead(Reference.Bytes(Reference.P, Fp.Size), out _));
        Assert.False(Fp.TryRead(Reference.Bytes(Reference.P + 1, Fp.Size), out _));
        byte[] largest = new byte[Fp.Size];
        Array.Fill(largest, byte.MaxValue);
        Assert.False(Fp.TryRead(largest, out _));
    }

    [Fact]
    public void WideBytesAreReducedModuloP() =>
        Gen.Byte.Array[64].Sample(bytes => Check(Fp.FromWideBytes(bytes), new BigInteger(bytes, isUnsigned: true, isBigEndian: true)));

    private static bool IsNonResidue(BigInteger x) => BigInteger.ModPow(x, (Reference.P - 1) / 2, Reference.P) == Reference.P - 1;

    private static void Check(in Fp actual, BigInteger expected)
    {
        Assert.True(Reference.IsWithinBounds(in actual));
        Assert.Equal(Reference.Mod(expected, Reference.P), Reference.FromFp(in actual));
    }

    private static void Check(in Fp2 actual, BigInteger real, BigInteger imaginary)
    {
        Check(in actual.C0, real);
        Check(in actual.C1, imaginary);
    }
}
