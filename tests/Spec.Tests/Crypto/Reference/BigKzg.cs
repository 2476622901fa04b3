using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>
/// The functions of `deneb/polynomial-commitments.md` and `fulu/polynomial-commitments-sampling.md` by their formulas. Where those commit
/// to values with the Lagrange points of the setup, this commits to the interpolated coefficients with its powers, which is the same sum.
/// </summary>
internal static class BigKzg
{
    internal const int Size = KzgSizes.FieldElementsPerBlob;
    internal const int CellSize = KzgSizes.FieldElementsPerCell;

    private static readonly TrustedSetup Setup = TrustedSetup.Load();
    private static readonly BigPoint<BigFp>[] Monomial = [.. Setup.G1Monomial.ToArray().Select(point => Bridge.From(in point))];
    private static readonly BigPoint<BigFp2> SecretG2 =
        Bridge.From(Setup.G2Secret), SecretToCellSizeG2 = Bridge.From(Setup.G2SecretToCellSize);
    private static readonly BigInteger[] Domain = BigPolynomial.BitReversed(BigPolynomial.RootsOfUnity(Size));
    private static readonly BigInteger[] ExtendedDomain = BigPolynomial.BitReversed(BigPolynomial.RootsOfUnity(2 * Size));

    /// <summary>`blob_to_polynomial`: values in bit-reversed order; every element must be canonical.</summary>
    internal static BigInteger[] Polynomial(byte[] blob) => [.. blob.Chunk(32).Select(bytes => Integers.FromBytes(bytes))];

    internal static BigInteger[] Coefficients(byte[] blob) => BigPolynomial.InverseFft(BigPolynomial.BitReversed(Polynomial(blob)));

    internal static byte[] Commit(BigInteger[] coefficients) =>
        BigG1.Encode(BigProjective.LinearCombination(Monomial[..coefficients.Length], coefficients));

    /// <summary>`compute_challenge`.</summary>
    internal static BigInteger Challenge(byte[] blob, byte[] commitment) => HashToField(
        [.. Encoding.ASCII.GetBytes("FSBLOBVERIFY_V1_"), .. Integers.Bytes(Size, 16), .. blob, .. commitment]);

    /// <summary>`evaluate_polynomial_in_evaluation_form`: the barycentric formula, and the value itself on the domain.</summary>
    internal static BigInteger Evaluate(BigInteger[] polynomial, BigInteger z)
    {
        int known = Array.IndexOf(Domain, z);
        if (known >= 0)
            return polynomial[known];
        BigInteger sum = 0;
        for (int i = 0; i < Size; i++)
            sum += BigFr.Divide(polynomial[i] * Domain[i], BigFr.Mod(z - Domain[i]));
        return BigFr.Divide(sum * (BigFr.Power(z, Size) - 1), Size);
    }

    /// <summary>`compute_kzg_proof_impl`: the quotient by its values, those at z itself by `compute_quotient_eval_within_domain`.</summary>
    internal static (byte[] Proof, BigInteger Y) Prove(byte[] blob, BigInteger z)
    {
        BigInteger[] polynomial = Polynomial(blob), quotient = new BigInteger[Size];
        BigInteger y = Evaluate(polynomial, z);
        for (int i = 0; i < Size; i++)
            quotient[i] =
                Domain[i] == z ? QuotientWithinDomain(polynomial, z, y) : BigFr.Divide(polynomial[i] - y, BigFr.Mod(Domain[i] - z));
        return (Commit(BigPolynomial.InverseFft(BigPolynomial.BitReversed(quotient))), y);
    }

    /// <summary>`verify_kzg_proof_impl`: e(C - [y], -[1]) e(proof, [s] - [z]) = 1.</summary>
    internal static bool Verify(BigPoint<BigFp> commitment, BigInteger z, BigInteger y, BigPoint<BigFp> proof) =>
        BigPairing.PairAll(
        [
            (commitment + -BigG1.Generator.Multiply(y), -BigG2.Generator),
            (proof, SecretG2 + -BigG2.Generator.Multiply(z)),
        ]) == BigFp12.One;

    /// <summary>`coset_for_cell`.</summary>
    internal static BigInteger[] Coset(int cell) => ExtendedDomain[(cell * CellSize)..((cell + 1) * CellSize)];

    /// <summary>`compute_kzg_proof_multi_impl` for one cell: its proof and its bytes.</summary>
    internal static (byte[] Cell, byte[] Proof) ProveCell(BigInteger[] coefficients, int cell)
    {
        BigInteger[] xs = Coset(cell), ys = [.. xs.Select(x => BigPolynomial.Evaluate(coefficients, x))];
        BigInteger[] interpolated = BigPolynomial.Interpolate(xs, ys);
        BigInteger[] rest = [.. coefficients.Select((c, i) => i < CellSize ? BigFr.Mod(c - interpolated[i]) : c)];
        return ([.. ys.SelectMany(y => Integers.Bytes(y, 32))], Commit(BigPolynomial.Divide(rest, BigPolynomial.Vanishing(xs))));
    }

    /// <summary>One cell of `verify_cell_kzg_proof_batch`, by its own equation: e(C - [I], [1]) = e(proof, [s^64 - h]).</summary>
    internal static bool VerifyCell(BigPoint<BigFp> commitment, int cell, byte[] bytes, BigPoint<BigFp> proof)
    {
        BigInteger[] xs = Coset(cell);
        BigInteger[] interpolated = BigPolynomial.Interpolate(xs, Polynomial(bytes));
        BigPoint<BigFp> left = commitment + -BigProjective.LinearCombination(Monomial[..CellSize], interpolated);
        BigPoint<BigFp2> right = SecretToCellSizeG2 + -BigG2.Generator.Multiply(BigFr.Power(xs[0], CellSize));
        return BigPairing.PairAll([(left, -BigG2.Generator), (proof, right)]) == BigFp12.One;
    }

    private static BigInteger QuotientWithinDomain(BigInteger[] polynomial, BigInteger z, BigInteger y)
    {
        BigInteger sum = 0;
        for (int i = 0; i < Size; i++)
        {
            if (Domain[i] != z)
                sum += BigFr.Divide((polynomial[i] - y) * Domain[i], BigFr.Mod(z * (z - Domain[i])));
        }

        return BigFr.Mod(sum);
    }

    private static BigInteger HashToField(byte[] data) => BigFr.Mod(Integers.FromBytes(SHA256.HashData(data)));
}
