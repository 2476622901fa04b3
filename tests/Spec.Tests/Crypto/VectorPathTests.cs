using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Crypto.Bls;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto;

/// <summary>
/// Which instructions this run has: `.ci/run` names them in `CONSENSOOR_EXPECT_LANES`, so that a mode that a runtime no longer honours is
/// seen.
/// </summary>
public sealed class VectorPathTests
{
    [Fact]
    public void TheRunTakesThePathThatWasAskedFor()
    {
        switch (Environment.GetEnvironmentVariable("CONSENSOOR_EXPECT_LANES"))
        {
            case null or "":
                break;
            case "512":
                Assert.True(Avx512F.IsSupported && Fp.HasVectorKernel && !FourProducts.IsSupported);
                Assert.Equal((VectorWidth.V512, 8), (CryptoLanes.Widest, BlsEngine.Of(CryptoLanes.Widest).Lanes));
                break;
            case "256":
                Assert.False(Vector512.IsHardwareAccelerated || Avx512F.IsSupported || Fp.HasVectorKernel);
                Assert.True(Vector256.IsHardwareAccelerated && Avx2.IsSupported && FourProducts.IsSupported);
                Assert.Equal((VectorWidth.V256, 4), (CryptoLanes.Widest, BlsEngine.Of(CryptoLanes.Widest).Lanes));
                break;
            case "none":
                Assert.False(Vector512.IsHardwareAccelerated || Vector256.IsHardwareAccelerated || Vector128.IsHardwareAccelerated);
                Assert.False(Avx2.IsSupported || Bmi2.X64.IsSupported || Fp.HasVectorKernel || FourProducts.IsSupported);
                Assert.Equal((VectorWidth.None, 1), (CryptoLanes.Widest, BlsEngine.Of(CryptoLanes.Widest).Lanes));
                break;
            case { } other:
                Assert.Fail($"CONSENSOOR_EXPECT_LANES is {other}, not 512, 256 or none");
                break;
        }
    }
}
