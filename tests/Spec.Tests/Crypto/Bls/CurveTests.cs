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

/// <summary>The group law against the chord-and-tangent rule in affine coordinates, and the compressed forms.</summary>
public sealed class CurveTests
{
    /// <summary>In and outside the group: the sums of the curve know no difference.</summary>
    private static readonly Gen<BigPoint<BigFp>> Points1 = Gen.Frequency(
        (4, CryptoInputs.G1Points), (1, Gen.Int[0, CryptoInputs.OutsideG1.Length - 1].Select(i => CryptoInputs.OutsideG1[i])));

    private static readonly Gen<BigPoint<BigFp2>> Points2 = Gen.Frequency(
        (4, CryptoInputs.G2Points), (1, Gen.Int[0, CryptoInputs.OutsideG2.Length - 1].Select(i => CryptoInputs.OutsideG2[i])));

    [Fact]
    public void SumsInG1AreChordsAndTangents() =>
        Gen.Select(Points1, Points1, CryptoInputs.FieldElements).Sample(
            (a, b, z) =>
            {
                G1Jacobian p = Scale(Bridge.To(a), z), q = Scale(Bridge.To(b), z + 1);
                Assert.Equal(a + b, Bridge.From(p + q));
                Assert.Equal(a + b, Bridge.From(p + Bridge.To(b)));
                Assert.Equal(a + a, Bridge.From(p.Double()));
                Assert.Equal(-a, Bridge.From(-p));
                Assert.Equal(a == b, p.Equals(in q));
                G1Affine sum = (p + q).ToAffine();
                Assert.True(G1.IsOnCurve(in sum));
            },
            iter: 200);

    [Fact]
    public void SumsInG2AreChordsAndTangents() =>
        Gen.Select(Points2, Points2, CryptoInputs.Fp2Elements).Sample(
            (a, b, z) =>
            {
                G2Jacobian p = Scale(Bridge.To(a), z), q = Scale(Bridge.To(b), z + BigFp2.One);
                Assert.Equal(a + b, Bridge.From(p + q));
                Assert.Equal(a + b, Bridge.From(p + Bridge.To(b)));
                Assert.Equal(a + a, Bridge.From(p.Double()));
                Assert.Equal(-a, Bridge.From(-p));
                Assert.Equal(a == b, p.Equals(in q));
                G2Affine sum = (p + q).ToAffine();
                Assert.True(G2.IsOnCurve(in sum));
                Assert.True(G2.PsiSquared(in p).Equals(G2.Psi(G2.Psi(in p))));
            },
            iter: 100);

    [Fact]
    public void MultiplesAreDoublesAndSums() =>
        Gen.Select(CryptoInputs.G1Points, CryptoInputs.G2Points, CryptoInputs.SmallScalars, Gen.ULong).Sample(
            (a, b, k, word) =>
            {
                G1Jacobian p = Scale(Bridge.To(a), k);
                G2Jacobian q = Scale(Bridge.To(b), BigFp2.One);
                byte[] scalar = Integers.Bytes(k, Fr.Size);
                BigPoint<BigFp> expected = a.Multiply(k);
                Assert.Equal(expected, Bridge.From(p.MultiplyVarTime(scalar)));
                Assert.Equal(b.Multiply(k), Bridge.From(q.MultiplyVarTime(scalar)));
                Assert.Equal(a.Multiply(word), Bridge.From(p.MultiplySparse(word)));
                Assert.Equal(b.Multiply(word), Bridge.From(q.Multiply(word)));
                if (a.IsFinite && b.IsFinite && !k.IsZero)
                {
                    Assert.Equal(expected, Bridge.From(p.MultiplyConstantTime(Bridge.ToFr(k))));
                    Assert.Equal(b.Multiply(k), Bridge.From(q.MultiplyConstantTime(Bridge.ToFr(k))));
                    Assert.Equal(b.Multiply(k), Bridge.From(G2.MultiplyConstantTime(in q, Bridge.ToFr(k))));
                }

                Assert.Equal(a.Multiply(BigInteger.Pow(BigPairing.Z, 2)), Bridge.From(G1.MultiplyByParameterSquared(in p)));
                Assert.Equal(b.Multiply(BigPairing.Z), Bridge.From(G2.Psi(in q)));
            },
            iter: 10);

    [Fact]
    public void SumsOfMultiplesAreThat() =>
        Gen.Select(CryptoInputs.G1Points, CryptoInputs.SmallScalars).Array[0, 6].Sample(
            pairs =>
            {
                G1Affine[] points = [.. pairs.Select(pair => Bridge.To(pair.Item1))];
                Fr[] scalars = [.. pairs.Select(pair => Bridge.ToFr(pair.Item2))];
                BigPoint<BigFp> expected = pairs.Aggregate(BigPoint<BigFp>.Infinity, (sum, pair) => sum + pair.Item1.Multiply(pair.Item2));
                Assert.Equal(expected, Bridge.From(G1Msm.Multiply(BlsEngine.Current, points, scalars)));
            },
            iter: 10);

    [Fact]
    public void GeneratorsHaveOrderR()
    {
        byte[] order = Integers.Bytes(BigFr.R, Fr.Size);
        Assert.True(G1.IsOnCurve(in G1.Generator) && new G1Jacobian(in G1.Generator).MultiplyVarTime(order).IsInfinity);
        Assert.True(G2.IsOnCurve(in G2.Generator) && new G2Jacobian(in G2.Generator).MultiplyVarTime(order).IsInfinity);
    }

    [Fact]
    public void MultiScalarMultiplicationIsTheSumOfMultiples() =>
        Gen.Select(CryptoInputs.SmallScalars, CryptoInputs.SmallScalars).Array[0, 80].Sample(
            pairs =>
            {
                G1Affine[] points = [.. pairs.Select(pair => Multiply(pair.Item1).ToAffine())];
                Fr[] scalars = [.. pairs.Select(pair => Bridge.ToFr(pair.Item2))];
                BigInteger sum = pairs.Aggregate(BigInteger.Zero, (total, pair) => total + (pair.Item1 * pair.Item2)) % BigFr.R;
                Assert.True(G1Msm.Multiply(BlsEngine.Current, points, scalars).Equals(Multiply(sum)));
            },
            iter: 15);

    [Fact]
    public void SumsByLevelsAreTheSums() =>
        Gen.Int[-3, 3].Array[0, 20].Sample(
            scalars =>
            {
                // Small multiples of either sign: equal, opposite and infinite points meet on every level.
                G1Affine[] points = [.. scalars.Select(k => k < 0 ? -Multiply(-k).ToAffine() : Multiply(k).ToAffine())];
                G1Affine sum = new AffineAdder<Fp>(points.Length).Sum(points);
                Assert.True(Multiply(Integers.Mod(scalars.Sum(), BigFr.R)).Equals(in sum));
                G2Affine[] wide = [.. scalars.Select(k => k < 0 ? -Multiply2(-k).ToAffine() : Multiply2(k).ToAffine())];
                G2Affine wideSum = new AffineAdder<Fp2>(wide.Length).Sum(wide);
                Assert.True(Multiply2(Integers.Mod(scalars.Sum(), BigFr.R)).Equals(in wideSum));
            },
            iter: 50);

    private static G1Jacobian Multiply(BigInteger scalar) =>
        new G1Jacobian(in G1.Generator).MultiplyVarTime(Integers.Bytes(scalar, Fr.Size));

    private static G2Jacobian Multiply2(BigInteger scalar) =>
        new G2Jacobian(in G2.Generator).MultiplyVarTime(Integers.Bytes(scalar, Fr.Size));

    /// <summary>The same point with another Z.</summary>
    private static JacobianPoint<T> Scale<T>(AffinePoint<T> affine, T z)
        where T : struct, IField<T>
    {
        var p = new JacobianPoint<T>(in affine);
        return z.IsZero ? p : new JacobianPoint<T>(p.X * z.Square(), p.Y * z.Square() * z, p.Z * z);
    }

    private static G1Jacobian Scale(G1Affine p, BigFp z) => Scale(p, Bridge.To(z));

    private static G2Jacobian Scale(G2Affine p, BigFp2 z) => Scale(p, Bridge.To(z));
}
