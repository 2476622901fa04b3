using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
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
    private static readonly Gen<BigInteger> SmallScalars = Gen.Frequency(
        (2, Gen.Int[0, 3].Select(x => new BigInteger(x))), (1, Gen.Int[1, 3].Select(x => Reference.R - x)), (2, Reference.Scalars));

    [Fact]
    public void SumsInG1AreChordsAndTangents() =>
        Gen.Select(SmallScalars, SmallScalars, Reference.FieldElements).Sample(
            (a, b, z) =>
            {
                G1Jacobian p = Scale(Multiply(a), z), q = Scale(Multiply(b), z + 1);
                G1Affine expected = Add(p.ToAffine(), q.ToAffine());
                Assert.True((p + q).Equals(in expected));
                Assert.True((p + q.ToAffine()).Equals(in expected));
                Assert.True(p.Double().Equals(Add(p.ToAffine(), p.ToAffine())));
                Assert.True((p + q).Equals(Multiply((a + b) % Reference.R)));
                Assert.True(G1.IsOnCurve(in expected));
                Assert.True(G1.IsInSubgroup(in expected));
            },
            iter: 50);

    [Fact]
    public void SumsInG2AreChordsAndTangents() =>
        Gen.Select(SmallScalars, SmallScalars).Sample(
            (a, b) =>
            {
                G2Jacobian p = Multiply2(a), q = Multiply2(b);
                G2Affine expected = Add(p.ToAffine(), q.ToAffine());
                Assert.True((p + q).Equals(in expected));
                Assert.True((p + q.ToAffine()).Equals(in expected));
                Assert.True(p.Double().Equals(Add(p.ToAffine(), p.ToAffine())));
                Assert.True(G2.IsOnCurve(in expected));
                Assert.True(G2.IsInSubgroup(in expected));
                Assert.True(G2.PsiSquared(in p).Equals(G2.Psi(G2.Psi(in p))));
            },
            iter: 25);

    [Fact]
    public void GeneratorsHaveOrderR()
    {
        byte[] order = Reference.Bytes(Reference.R, Fr.Size);
        Assert.True(G1.IsOnCurve(in G1.Generator) && new G1Jacobian(in G1.Generator).MultiplyVarTime(order).IsInfinity);
        Assert.True(G2.IsOnCurve(in G2.Generator) && new G2Jacobian(in G2.Generator).MultiplyVarTime(order).IsInfinity);
    }

    [Fact]
    public void MultiScalarMultiplicationIsTheSumOfMultiples() =>
        Gen.Select(SmallScalars, SmallScalars).Array[0, 80].Sample(
            pairs =>
            {
                G1Affine[] points = [.. pairs.Select(pair => Multiply(pair.Item1).ToAffine())];
                Fr[] scalars = [.. pairs.Select(pair => Reference.ToFr(pair.Item2))];
                BigInteger sum = pairs.Aggregate(BigInteger.Zero, (total, pair) => total + (pair.Item1 * pair.Item2)) % Reference.R;
                Assert.True(G1Msm.Multiply(points, scalars).Equals(Multiply(sum)));
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
                Assert.True(Multiply(Reference.Mod(scalars.Sum(), Reference.R)).Equals(in sum));
                G2Affine[] wide = [.. scalars.Select(k => k < 0 ? -Multiply2(-k).ToAffine() : Multiply2(k).ToAffine())];
                G2Affine wideSum = new AffineAdder<Fp2>(wide.Length).Sum(wide);
                Assert.True(Multiply2(Reference.Mod(scalars.Sum(), Reference.R)).Equals(in wideSum));
            },
            iter: 50);

    [Fact]
    public void CompressedPointsComeBack() =>
        SmallScalars.Sample(
            a =>
            {
                G1Affine p = Multiply(a).ToAffine();
                byte[] bytes = new byte[G1.CompressedSize];
                G1.Encode(in p, bytes);
                Assert.Equal(PointError.None, G1.Decode(bytes, out G1Affine back));
                Assert.True(back.Equals(in p));

                G2Affine q = Multiply2(a).ToAffine();
                byte[] wide = new byte[G2.CompressedSize];
                G2.Encode(in q, wide);
                Assert.Equal(PointError.None, G2.Decode(wide, out G2Affine back2));
                Assert.True(back2.Equals(in q));
            },
            iter: 25);

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
        byte[] modulus = Reference.Bytes(Reference.P, Fp.Size);
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

    [Fact]
    public void PointsOutsideTheSubgroupAreRefused()
    {
        // Most points of either curve are outside: count through small x.
        int onCurve = 0, inSubgroup = 0;
        byte[] order = Reference.Bytes(Reference.R, Fr.Size);
        for (byte x = 0; x < 20; x++)
        {
            byte[] narrow = With(With(new byte[G1.CompressedSize], 0, 0x80), 47, x);
            if (G1.DecodeOnCurve(narrow, out G1Affine p) == PointError.None)
            {
                onCurve++;
                bool expected = new G1Jacobian(in p).MultiplyVarTime(order).IsInfinity;
                Assert.Equal(expected ? PointError.None : PointError.NotInSubgroup, G1.Decode(narrow, out _));
                inSubgroup += expected ? 1 : 0;
            }
            else
            {
                Assert.Equal(PointError.NotOnCurve, G1.Decode(narrow, out _));
            }

            byte[] wide = With(With(new byte[G2.CompressedSize], 0, 0x80), 95, x);
            if (G2.DecodeOnCurve(wide, out G2Affine q) == PointError.None)
            {
                bool expected = new G2Jacobian(in q).MultiplyVarTime(order).IsInfinity;
                Assert.Equal(expected ? PointError.None : PointError.NotInSubgroup, G2.Decode(wide, out _));
            }
            else
            {
                Assert.Equal(PointError.NotOnCurve, G2.Decode(wide, out _));
            }
        }

        Assert.True(onCurve > 0 && inSubgroup < onCurve);
    }

    [Fact]
    public void SmallOrderPointsAreRefused()
    {
        // (0, 2) has order 3.
        byte[] bytes = With(new byte[G1.CompressedSize], 0, 0x80);
        Assert.Equal(PointError.None, G1.DecodeOnCurve(bytes, out G1Affine point));
        Assert.True(new G1Jacobian(in point).MultiplyVarTime([3]).IsInfinity);
        Assert.Equal(PointError.NotInSubgroup, G1.Decode(bytes, out _));
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

    private static G1Jacobian Multiply(BigInteger scalar) => new G1Jacobian(in G1.Generator).MultiplyVarTime(Reference.Bytes(scalar, Fr.Size));

    private static G2Jacobian Multiply2(BigInteger scalar) => new G2Jacobian(in G2.Generator).MultiplyVarTime(Reference.Bytes(scalar, Fr.Size));

    /// <summary>The same point with another Z.</summary>
    private static G1Jacobian Scale(G1Jacobian p, BigInteger by)
    {
        Fp z = Reference.ToFp(by.IsZero ? 1 : by % Reference.P);
        if (z.IsZero)
            z = Fp.One;
        return new G1Jacobian(p.X * z.Square(), p.Y * z.Square() * z, p.Z * z);
    }

    private static AffinePoint<T> Add<T>(in AffinePoint<T> p, in AffinePoint<T> q)
        where T : struct, IField<T>
    {
        if (p.IsInfinity)
            return q;
        if (q.IsInfinity)
            return p;
        T slope;
        if (!p.X.Equals(in q.X))
            slope = (q.Y - p.Y) * (q.X - p.X).Inverse();
        else if (p.Y.Equals(in q.Y) && !p.Y.IsZero)
            slope = p.X.Square() * (T.One + T.One + T.One) * p.Y.Double().Inverse();
        else
            return AffinePoint<T>.Infinity;
        T x = slope.Square() - p.X - q.X;
        return new AffinePoint<T>(in x, (slope * (p.X - x)) - p.Y);
    }
}
