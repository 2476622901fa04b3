using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using CsCheck;
using Xunit;
using G1Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp>;
using G1Jacobian = Consensoor.Spec.Crypto.Bls.JacobianPoint<Consensoor.Spec.Crypto.Bls.Fp>;

namespace Consensoor.Spec.Tests.Crypto.Kzg;

public class Fk20Tests
{
    [Fact]
    public void ProofsAreCommitmentsToTheQuotients()
    {
        ReadOnlySpan<G1Affine> monomial = TrustedSetup.Load().G1Monomial.Span;
        Fr[] polynomial = TestBlobs.Elements(3, KzgSizes.FieldElementsPerBlob);
        byte[] cells = new byte[2 * KzgSizes.BytesPerBlob], proofs = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof];
        Assert.True(TestBlobs.Kzg.ComputeCellsAndKzgProofs(TestBlobs.OfPolynomial(polynomial), cells, proofs).IsValid);
        byte[] expected = new byte[KzgSizes.BytesPerProof];
        foreach (int cell in (int[])[0, 1, 77, 127])
        {
            // Long division by x^64 - h.
            Fr[] rest = [.. polynomial], quotient = new Fr[rest.Length - KzgSizes.FieldElementsPerCell];
            for (int i = quotient.Length - 1; i >= 0; i--)
            {
                quotient[i] = rest[i + KzgSizes.FieldElementsPerCell];
                rest[i] += quotient[i] * RootsOfUnity.CellPower(cell);
            }

            KzgPoints.Write(G1Msm.Multiply(BlsEngine.Current, monomial[..quotient.Length], quotient).ToAffine(), expected);
            Assert.Equal(expected, proofs.AsSpan(cell * KzgSizes.BytesPerProof, KzgSizes.BytesPerProof).ToArray());
        }
    }

    [Fact]
    public void SplitScalarsMultiplyLikeWholeOnes() =>
        Gen.Int.Sample(
            seed =>
            {
                Fr scalar = TestBlobs.Element(seed, 0);
                byte[] bytes = TestBlobs.Write([scalar]);
                G1Jacobian point = new G1Jacobian(in G1.Generator).MultiplyVarTime(TestBlobs.Write([TestBlobs.Element(seed, 1)]));
                Assert.True(SplitScalar.From(scalar).Multiply(in point).Equals(point.MultiplyVarTime(bytes)));
            },
            iter: 20);

    [Fact]
    public void SplitScalarsAtTheEdges()
    {
        var generator = new G1Jacobian(in G1.Generator);
        foreach (Fr scalar in (Fr[])[Fr.Zero, Fr.One, -Fr.One, Fr.FromUInt64(31), -Fr.FromUInt64(16)])
            Assert.True(SplitScalar.From(scalar).Multiply(in generator).Equals(generator.MultiplyVarTime(TestBlobs.Write([scalar]))));
    }
}
