using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Kzg;

public class FieldFftTests
{
    // The specification's way: powers of a root of the size's order, permuted by reversing the bits of their index.
    private static readonly Gen<int> LogSize = Gen.Int[1, 8];

    [Fact]
    public void EvaluateIsHornersRuleAtTheBitReversedRoots() =>
        Gen.Select(LogSize, Gen.Int).Sample(
            (log, seed) =>
            {
                Fr[] coefficients = TestBlobs.Elements(seed, 1 << log), values = [.. coefficients];
                FieldFft.Evaluate(values);
                Fr[] domain = BitReversedRoots(log);
                for (int i = 0; i < values.Length; i++)
                    Assert.Equal(Horner(coefficients, domain[i]), values[i]);
            },
            iter: 30);

    [Fact]
    public void InterpolateUndoesEvaluateInEveryBlock() =>
        Gen.Select(LogSize, Gen.Int[0, 31], Gen.Int).Sample(
            (log, block, seed) =>
            {
                Fr[] coefficients = TestBlobs.Elements(seed, 1 << log), values = [.. coefficients];
                FieldFft.Evaluate(values, block);
                FieldFft.Interpolate(values, block);
                Assert.Equal(coefficients, values);
            },
            iter: 50);

    [Fact]
    public void ABlockIsTheDomainsSliceOfThatNumber() =>
        Gen.Select(Gen.Int[0, KzgSizes.CellsPerExtBlob - 1], Gen.Int).Sample(
            (cell, seed) =>
            {
                Fr[] coefficients = TestBlobs.Elements(seed, KzgSizes.FieldElementsPerCell), values = [.. coefficients];
                FieldFft.Evaluate(values, cell);
                Fr[] domain = BitReversedRoots(13);
                for (int i = 0; i < values.Length; i++)
                {
                    Fr x = domain[(cell * KzgSizes.FieldElementsPerCell) + i];
                    Assert.Equal(Horner(coefficients, x), values[i]);
                    Assert.Equal(x.Pow(KzgSizes.FieldElementsPerCell), RootsOfUnity.CellPower(cell));
                }
            },
            iter: 10);

    [Fact]
    public void EvaluateAtIsHornersRuleOutsideAndInsideTheDomain() =>
        Gen.Select(LogSize, Gen.Int).Sample(
            (log, seed) =>
            {
                Fr[] coefficients = TestBlobs.Elements(seed, 1 << log), values = [.. coefficients];
                FieldFft.Evaluate(values);
                Fr outside = TestBlobs.Element(seed, -1), inside = BitReversedRoots(log)[^1];
                Assert.Equal(Horner(coefficients, outside), FieldFft.EvaluateAt([.. values], outside));
                Assert.Equal(values[^1], FieldFft.EvaluateAt([.. values], inside));
            },
            iter: 50);

    private static Fr Horner(ReadOnlySpan<Fr> coefficients, Fr x)
    {
        Fr value = Fr.Zero;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            value = (value * x) + coefficients[i];
        return value;
    }

    private static Fr[] BitReversedRoots(int log)
    {
        // (r - 1) / 2^32, the odd part of the group's order.
        byte[] odd = Convert.FromHexString("0000000073eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff");
        Fr root = Fr.FromUInt64(7).Pow(odd);
        for (int i = 32; i > log; i--)
            root = root.Square();
        return [.. Enumerable.Range(0, 1 << log).Select(i => root.Pow((ulong)Reverse(i, log)))];
    }

    private static int Reverse(int value, int bits) => Enumerable.Range(0, bits).Sum(i => (value >> i & 1) << (bits - 1 - i));
}
