using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary>The recoding of a secret scalar adds up to it, for the edges of its division too.</summary>
public sealed class PsiScalarTests
{
    private static readonly BigInteger Z = CurveParameter.Magnitude;

    private static readonly BigInteger[] Edges =
        [.. Enumerable.Range(0, 4)
            .Select(power => BigInteger.Pow(Z, power))
            .SelectMany(power => (BigInteger[])[power - 1, power, power + 1]), BigFr.R - 1, BigFr.R - 2, BigFr.R / 2];

    [Fact]
    public void DigitsAddUpToTheScalar() =>
        Gen.Frequency((1, Gen.Int[0, Edges.Length - 1].Select(i => Edges[i])), (4, CryptoInputs.Scalars)).Where(k => !k.IsZero).Sample(
            k =>
            {
                var scalar = new PsiScalar(Bridge.ToFr(k));
                BigInteger sum = 0;
                for (int i = 0; i < PsiScalar.Length; i++)
                {
                    int digit = scalar.Values[i];
                    BigInteger parts = 1;
                    for (int part = 1; part < 4; part++)
                        parts += ((digit >> (part - 1)) & 1) * BigInteger.Pow(Z, part);
                    sum += ((digit & 8) == 0 ? parts : -parts) << i;
                }

                Assert.Equal(k.IsEven ? BigFr.R - k : k, sum);
                Assert.Equal(k.IsEven ? ulong.MaxValue : 0, scalar.IsNegated);
            },
            iter: 5000);
}
