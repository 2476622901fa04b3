using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;
using G1Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp>;
using G1Jacobian = Consensoor.Spec.Crypto.Bls.JacobianPoint<Consensoor.Spec.Crypto.Bls.Fp>;
using G2Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp2>;
using G2Jacobian = Consensoor.Spec.Crypto.Bls.JacobianPoint<Consensoor.Spec.Crypto.Bls.Fp2>;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary>The pairing against the literal one, and by its bilinearity.</summary>
public sealed class PairingTests
{
    private static readonly Gen<Fp12> Elements = CryptoInputs.LooseFp2Elements.Select(c => c.Element).Array[6].Select(
        c => new Fp12(new Fp6(in c[0], in c[1], in c[2]), new Fp6(in c[3], in c[4], in c[5])));

    [Fact]
    public void CyclotomicSquareIsTheSquare() =>
        Elements.Sample(
            a =>
            {
                Fp12 easy = a.Conjugate() * a.Inverse();
                easy = Frobenius.PowerSquared(in easy) * easy;
                Assert.True(Cyclotomic.Square(in easy).Equals(easy.Square()));
                Assert.True(Cyclotomic.PowerOfMagnitude(in easy).Equals(Power(easy, CurveParameter.Magnitude)));
                Assert.True((easy * easy.Conjugate()).IsOne);
                Assert.True(Cyclotomic.PowerOfMagnitude(Fp12.One).IsOne);
            },
            iter: 20);

    [Fact]
    public void PairingIsBilinearAndNotDegenerate() =>
        Gen.Select(CryptoInputs.Scalars, CryptoInputs.Scalars).Sample(
            (a, b) =>
            {
                Fp12 one = Pair(G1.Generator, G2.Generator);
                Assert.False(one.IsOne);
                Assert.True(Power(one, BigFr.R).IsOne);
                Fp12 expected = Power(one, a * b % BigFr.R);
                Assert.True(Pair(Multiply(a), Multiply2(b)).Equals(in expected));
                Assert.True(Pair(Multiply(a * b % BigFr.R), G2.Generator).Equals(in expected));
                Assert.True(Pairing.ProductIsOne(
                    [Multiply(a), -Multiply(a * b % BigFr.R), G1.Generator, G1Affine.Infinity],
                    [Multiply2(b), G2.Generator, G2Affine.Infinity, G2.Generator]));
                Assert.False(Pairing.ProductIsOne(
                    [Multiply(a), -Multiply(((a * b) + 1) % BigFr.R)],
                    [Multiply2(b), G2.Generator]));
            },
            iter: 10);

    [Fact]
    public void PairingIsTheCubeOfTheLiteralOne() =>
        Gen.Select(CryptoInputs.G1Points, CryptoInputs.G2Points).Sample(
            (p, q) =>
            {
                BigFp12 expected = BigPairing.Pair(p, q);
                Assert.Equal(expected * expected * expected, Bridge.From(Pair(Bridge.To(p), Bridge.To(q))));
                Assert.Equal(p.IsInfinity || q.IsInfinity, expected == BigFp12.One);
            },
            iter: 4);

    [Fact]
    public void FinalPowerIsThreeTimesTheExponent() =>
        CryptoInputs.Fp12Elements.Sample(
            f =>
            {
                if (!f.IsZero)
                    Assert.Equal(
                        IBigField<BigFp12>.Power(f, 3 * BigPairing.FinalExponent), Bridge.From(Pairing.FinalExponentiation(Bridge.To(f))));
            },
            iter: 2);

    [Fact]
    public void ProductIsOneExactlyWhenTheLiteralProductIs() =>
        Gen.Select(CryptoInputs.G1Points, CryptoInputs.G2Points, CryptoInputs.G2Points, Gen.Bool).Sample(
            (p, a, b, cancel) =>
            {
                (BigPoint<BigFp> P, BigPoint<BigFp2> Q)[] pairs = [(p, a), (p, b), (-p, cancel ? a + b : a + b + BigG2.Generator)];
                bool expected = BigPairing.PairAll(pairs) == BigFp12.One;
                Assert.Equal(cancel || p.IsInfinity, expected);
                Assert.Equal(
                    expected,
                    Pairing.ProductIsOne([.. pairs.Select(pair => Bridge.To(pair.P))], [.. pairs.Select(pair => Bridge.To(pair.Q))]));
            },
            iter: 4);

    private static G1Affine Multiply(BigInteger scalar) =>
        new G1Jacobian(in G1.Generator).MultiplyVarTime(Integers.Bytes(scalar, Fr.Size)).ToAffine();

    private static G2Affine Multiply2(BigInteger scalar) =>
        new G2Jacobian(in G2.Generator).MultiplyVarTime(Integers.Bytes(scalar, Fr.Size)).ToAffine();

    private static Fp12 Pair(in G1Affine p, in G2Affine q) => Pairing.FinalExponentiation(Pairing.MillerLoop([p], [q]));

    private static Fp12 Power(Fp12 x, BigInteger exponent)
    {
        Fp12 result = Fp12.One;
        for (long bit = exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Square();
            if (!((exponent >> (int)bit) & 1).IsZero)
                result *= x;
        }

        return result;
    }
}
