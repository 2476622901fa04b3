using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Xunit;
using G1Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp>;

namespace Consensoor.Spec.Tests.Crypto.Kzg;

public class TrustedSetupTests
{
    private static readonly TrustedSetup Setup = TrustedSetup.Load();

    [Fact]
    public void EveryPowerIsTheSecretTimesTheOneBefore()
    {
        ReadOnlySpan<G1Affine> powers = Setup.G1Monomial.Span;
        Fr[] weights = TestBlobs.Elements(1, powers.Length - 1);
        G1Affine before = G1Msm.Multiply(BlsEngine.Current, powers[..^1], weights).ToAffine(), after =
            G1Msm.Multiply(BlsEngine.Current, powers[1..], weights).ToAffine();
        Assert.True(Pairing.ProductIsOne([before, -after], [Setup.G2Secret, Setup.G2Generator]));
        Assert.True(
            Pairing.ProductIsOne([powers[KzgSizes.FieldElementsPerCell], -powers[0]], [Setup.G2Generator, Setup.G2SecretToCellSize]));
    }

    [Fact]
    public void EveryPointIsInItsGroup()
    {
        foreach (G1Affine point in Setup.G1Monomial.Span)
            Assert.True(G1.IsOnCurve(in point) && !point.IsInfinity);
        Assert.True(G1.Generator.Equals(Setup.G1Monomial.Span[0]));
        Assert.True(G2.Generator.Equals(Setup.G2Generator));
        Assert.True(G1.IsInSubgroup(Setup.G1Monomial.Span[1]));
        Assert.True(G2.IsInSubgroup(Setup.G2Secret) && G2.IsInSubgroup(Setup.G2SecretToCellSize));
    }
}
