using System.Numerics;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Kzg;

/// <summary>
/// Every <see cref="KzgEngine"/> that this CPU has against sums of multiples on big integers, with infinity in every form that a Jacobian
/// point has of it.
/// </summary>
public sealed class KzgEngineTests
{
    public static TheoryData<VectorWidth> Widths =>
        [.. ((VectorWidth[])[VectorWidth.V512, VectorWidth.V256, VectorWidth.None]).Where(CryptoLanes.IsSupported)];

    /// <summary>Half of them infinity: (1, 1, 0), or (0, 0, 0) as it comes out of the lanes.</summary>
    private static Gen<JacobianPoint<Fp>> Points { get; } = Gen.Frequency(
        (2, CryptoInputs.G1Points.Select(point => new JacobianPoint<Fp>(Bridge.To(point)))),
        (1, Gen.Const(JacobianPoint<Fp>.Infinity)),
        (1, Gen.Const(new JacobianPoint<Fp>(Fp.Zero, Fp.Zero, Fp.Zero))));

    [Theory]
    [MemberData(nameof(Widths))]
    public void TransformsAreSumsOfPowersOfTheRoots(VectorWidth width)
    {
        KzgEngine engine = KzgEngine.Of(BlsEngine.Of(width));
        Gen.Int[0, 4].SelectMany(log => Points.Array[1 << log]).Sample(
            points =>
            {
                BigPoint<BigFp>[] coefficients = [.. points.Select(point => Bridge.From(in point))];
                BigInteger[] domain = BigPolynomial.BitReversed(BigPolynomial.RootsOfUnity(points.Length));
                engine.Evaluate(points);
                for (int i = 0; i < points.Length; i++)
                {
                    BigInteger[] powers = [.. Enumerable.Range(0, points.Length).Select(power => BigFr.Power(domain[i], power))];
                    Assert.Equal(BigProjective.LinearCombination(coefficients, powers), Bridge.From(in points[i]));
                }

                engine.InterpolateScaled(points);
                for (int i = 0; i < points.Length; i++)
                    Assert.Equal(coefficients[i].Multiply(points.Length), Bridge.From(in points[i]));
            },
            iter: 8);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void RowsAreSumsOfMultiples(VectorWidth width)
    {
        const int Rows = 9, Length = 3;
        KzgEngine engine = KzgEngine.Of(BlsEngine.Of(width));
        Gen.Select(
            CryptoInputs.G1Points.Where(point => point.IsFinite).Array[Rows * Length],
            CryptoInputs.SmallScalars.Array[Rows * Length],
            Gen.Bool.Array[Rows]).Sample(
            (points, scalars, isZero) =>
            {
                // Rows without a scalar, whose sum is infinity.
                BigInteger[] used = [.. scalars.Select((scalar, i) => isZero[i / Length] ? 0 : scalar)];
                JacobianPoint<Fp>[] sums =
                    engine.Prepare([.. points.Select(point => Bridge.To(point))], Length).Multiply([.. used.Select(Bridge.ToFr)]);
                for (int row = 0; row < Rows; row++)
                {
                    BigPoint<BigFp> expected = BigProjective.LinearCombination(
                        points[(row * Length)..((row + 1) * Length)], used[(row * Length)..((row + 1) * Length)]);
                    Assert.Equal(expected, Bridge.From(in sums[row]));
                }
            },
            iter: 8);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ProofsOfOneElementAndOfNoneAreTheLiteralOnes(VectorWidth width)
    {
        // Where the coefficients are powers of one factor, half of the rows of the cell proofs add up to infinity.
        var kzg = new ManagedKzg(BlsEngine.Of(width));
        byte[] one = new byte[KzgSizes.BytesPerBlob];
        one[(32 * 3211) + 31] = 1;
        foreach (byte[] blob in (byte[][])[one, new byte[KzgSizes.BytesPerBlob]])
        {
            byte[] cells = new byte[2 * KzgSizes.BytesPerBlob], proofs = new byte[KzgSizes.CellsPerExtBlob * 48];
            Assert.True(kzg.ComputeCellsAndKzgProofs(blob, cells, proofs).IsValid);
            (byte[] cell, byte[] proof) = BigKzg.ProveCell(BigKzg.Coefficients(blob), 77);
            Assert.Equal(cell, cells.AsSpan(77 * KzgSizes.BytesPerCell, KzgSizes.BytesPerCell).ToArray());
            Assert.Equal(proof, proofs.AsSpan(77 * 48, 48).ToArray());
        }
    }
}
