using System.Numerics;
using System.Text;
using Consensoor.Spec.Crypto.Bls;
using CsCheck;
using Xunit;
using G1Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp>;
using G1Jacobian = Consensoor.Spec.Crypto.Bls.JacobianPoint<Consensoor.Spec.Crypto.Bls.Fp>;
using G2Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp2>;
using G2Jacobian = Consensoor.Spec.Crypto.Bls.JacobianPoint<Consensoor.Spec.Crypto.Bls.Fp2>;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary>The tower as polynomials in w, the pairing by its bilinearity, and hashing by the vectors of RFC 9380.</summary>
public sealed class PairingTests
{
    private static readonly Gen<Fp2> Pairs = Gen.Select(Reference.LooseElements, Reference.LooseElements, (a, b) => new Fp2(a.Element, b.Element));

    private static readonly Gen<Fp12> Elements = Pairs.Array[6].Select(c => FromCoefficients(c));

    [Fact]
    public void ProductsAreThoseOfPolynomialsInW() =>
        Gen.Select(Elements, Elements).Sample(
            (a, b) =>
            {
                Assert.True((a * b).Equals(MultiplyLiterally(a, b)));
                Assert.True(a.Square().Equals(MultiplyLiterally(a, a)));
                Fp2[] line = Coefficients(b);
                line[1] = line[4] = line[5] = Fp2.Zero;
                Assert.True(a.TimesLine(line[0], line[2], line[3]).Equals(MultiplyLiterally(a, FromCoefficients(line))));
                Assert.True((a * a.Inverse()).IsOne);
            },
            iter: 100);

    [Fact]
    public void FrobeniusIsThePowerOfTheCharacteristic() =>
        Elements.Sample(
            a =>
            {
                Assert.True(Frobenius.Power(in a).Equals(Power(a, Reference.P)));
                Assert.True(Frobenius.PowerSquared(in a).Equals(Frobenius.Power(Frobenius.Power(in a))));
            },
            iter: 5);

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
        Gen.Select(Reference.Scalars, Reference.Scalars).Sample(
            (a, b) =>
            {
                Fp12 one = Pair(G1.Generator, G2.Generator);
                Assert.False(one.IsOne);
                Assert.True(Power(one, Reference.R).IsOne);
                Fp12 expected = Power(one, a * b % Reference.R);
                Assert.True(Pair(Multiply(a), Multiply2(b)).Equals(in expected));
                Assert.True(Pair(Multiply(a * b % Reference.R), G2.Generator).Equals(in expected));
                Assert.True(Pairing.ProductIsOne(
                    [Multiply(a), -Multiply(a * b % Reference.R), G1.Generator, G1Affine.Infinity],
                    [Multiply2(b), G2.Generator, G2Affine.Infinity, G2.Generator]));
                Assert.False(Pairing.ProductIsOne(
                    [Multiply(a), -Multiply(((a * b) + 1) % Reference.R)],
                    [Multiply2(b), G2.Generator]));
            },
            iter: 10);

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
        G2Affine point = HashToG2.Hash(Encoding.ASCII.GetBytes(message), "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_"u8);
        Assert.Equal(new Fp2(Fp.FromHex(x0), Fp.FromHex(x1)), point.X);
        Assert.Equal(new Fp2(Fp.FromHex(y0), Fp.FromHex(y1)), point.Y);
        Assert.True(G2.IsInSubgroup(in point));
    }

    [Fact]
    public void MapReachesTheCurveFromEveryElement()
    {
        Pairs.Sample(u => Assert.True(G2.IsOnCurve(MapToG2.MapBoth(in u, in u).ToAffine())), iter: 50);
        Fp2[] edges = [Fp2.Zero, Fp2.One, -Fp2.One, new Fp2(Fp.Zero, Fp.One)];
        foreach (Fp2 u in edges)
            Assert.True(G2.IsOnCurve(MapToG2.MapBoth(in u, Fp2.Zero).ToAffine()));
    }

    [Fact]
    public void CofactorIsClearedByTheEffectiveMultiplier() =>
        Pairs.Sample(
            u =>
            {
                BigInteger h = Reference.Hex(
                    "bc69f08f2ee75b3584c6a0ea91b352888e2a8e9145ad7689986ff031508ffe1329c2f178731db956d82bf015d1212b02ec0ec69d7477c1ae954cbc06689f6a35"
                    + "9894c0adebbf6b4e8020005aaa95551");
                G2Jacobian point = MapToG2.MapBoth(in u, Fp2.Zero);
                Assert.True(HashToG2.ClearCofactor(in point).Equals(point.MultiplyVarTime(h.ToByteArray(isUnsigned: true, isBigEndian: true))));
            },
            iter: 5);

    private static G1Affine Multiply(BigInteger scalar) =>
        new G1Jacobian(in G1.Generator).MultiplyVarTime(Reference.Bytes(scalar, Fr.Size)).ToAffine();

    private static G2Affine Multiply2(BigInteger scalar) =>
        new G2Jacobian(in G2.Generator).MultiplyVarTime(Reference.Bytes(scalar, Fr.Size)).ToAffine();

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

    private static Fp2[] Coefficients(Fp12 x) => [x.C0.C0, x.C1.C0, x.C0.C1, x.C1.C1, x.C0.C2, x.C1.C2];

    private static Fp12 FromCoefficients(Fp2[] c) => new(new Fp6(c[0], c[2], c[4]), new Fp6(c[1], c[3], c[5]));

    /// <summary>The product of polynomials in w, with w^6 = 1 + u.</summary>
    private static Fp12 MultiplyLiterally(Fp12 x, Fp12 y)
    {
        Fp2[] a = Coefficients(x), b = Coefficients(y), sums = new Fp2[6];
        var nonResidue = new Fp2(Fp.One, Fp.One);
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                Fp2 product = a[i] * b[j];
                sums[(i + j) % 6] += i + j < 6 ? product : product * nonResidue;
            }
        }

        return FromCoefficients(sums);
    }
}
