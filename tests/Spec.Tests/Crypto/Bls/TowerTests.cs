using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary><see cref="Fp2"/>, <see cref="Fp6"/> and <see cref="Fp12"/> against polynomials over integers modulo p.</summary>
public sealed class TowerTests
{
    [Fact]
    public void Fp2IsPolynomialsModuloUSquaredPlusOne() =>
        Gen.Select(CryptoInputs.LooseFp2Elements, CryptoInputs.LooseFp2Elements).Sample((x, y) =>
        {
            (BigFp2 a, Fp2 p) = x;
            (BigFp2 b, Fp2 q) = y;
            Check(a + b, p + q);
            Check(a - b, p - q);
            Check(-a, -p);
            Check(a * b, p * q);
            Check(a * a, p.Square());
            Check(a + a, p.Double());
            Check(a * new BigFp2(b.C0, 0), p * q.C0);
            Check(a * BigFp2.NonResidue, p.TimesNonResidue());
            Fp2.MultiplyPair(in p, in q, in q, in q, out Fp2 first, out Fp2 second);
            Check(a * b, first);
            Check(b * b, second);
            Assert.Equal(a == b, p == q);
            Assert.Equal(a.IsZero, p.IsZero);
            Assert.Equal(a.IsLarger, p.IsLarger());
            Assert.Equal(a.Sgn0, p.IsOdd());
        });

    [Fact]
    public void InversesRootsAndPowersOfFp2AreTheLiteralOnes() =>
        CryptoInputs.LooseFp2Elements.Sample(
            x =>
            {
                (BigFp2 a, Fp2 p) = x;
                Check(a.Inverse(), p.Inverse());
                Check(a.Inverse(), p.InverseConstantTime());
                Check(IBigField<BigFp2>.Power(a, BigFp.P), p.Conjugate());
                Assert.Equal(a.IsSquare, p.TrySqrt(out Fp2 root));
                if (a.IsSquare)
                    Assert.Contains(Bridge.From(in root), new[] { a.Sqrt(), -a.Sqrt() });
            },
            iter: 50);

    [Fact]
    public void Fp6IsPolynomialsModuloVCubedMinusTheNonResidue() =>
        Gen.Select(CryptoInputs.Fp6Elements, CryptoInputs.Fp6Elements).Sample((a, b) =>
        {
            Fp6 p = Bridge.To(a), q = Bridge.To(b);
            Check(a + b, p + q);
            Check(a - b, p - q);
            Check(-a, -p);
            Check(a * b, p * q);
            Check(a + a, p.Double());
            Check(a.TimesV(), p.TimesNonResidue());
            Check(a * new BigFp6(b.C0, b.C1, 0), p.TimesSparse(in q.C0, in q.C1));
            Check(a * new BigFp6(0, b.C1, 0), p.TimesSparse(in q.C1));
            Check(a.Inverse(), p.Inverse());
            Assert.Equal(a == b, p.Equals(in q));
        });

    [Fact]
    public void Fp12IsPolynomialsModuloWSquaredMinusV() =>
        Gen.Select(CryptoInputs.Fp12Elements, CryptoInputs.Fp12Elements).Sample((a, b) =>
        {
            Fp12 p = Bridge.To(a), q = Bridge.To(b);
            Check(a * b, p * q);
            Check(a * a, p.Square());
            Check(
                a * new BigFp12(new BigFp6(b.C0.C0, b.C0.C1, 0), new BigFp6(0, b.C1.C1, 0)),
                p.TimesLine(in q.C0.C0, in q.C0.C1, in q.C1.C1));
            Check(a.Inverse(), p.Inverse());
            Check(new BigFp12(a.C0, -a.C1), p.Conjugate());
            Assert.Equal(a == b, p.Equals(in q));
            Assert.Equal(a.IsZero, (a * a.Inverse()).IsZero);
        });

    [Fact]
    public void FrobeniusIsThePowerOfTheCharacteristic() =>
        CryptoInputs.Fp12Elements.Sample(
            a =>
            {
                BigFp12 power = IBigField<BigFp12>.Power(a, BigFp.P);
                Check(power, Frobenius.Power(Bridge.To(a)));
                Check(IBigField<BigFp12>.Power(power, BigFp.P), Frobenius.PowerSquared(Bridge.To(a)));
            },
            iter: 10);

    private static void Check(BigFp2 expected, Fp2 actual)
    {
        Assert.True(Bridge.IsWithinBounds(in actual.C0) && Bridge.IsWithinBounds(in actual.C1));
        Assert.Equal(expected, Bridge.From(in actual));
    }

    private static void Check(BigFp6 expected, Fp6 actual) => Assert.Equal(expected, Bridge.From(in actual));

    private static void Check(BigFp12 expected, Fp12 actual) => Assert.Equal(expected, Bridge.From(in actual));
}
