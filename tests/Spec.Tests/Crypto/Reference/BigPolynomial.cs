using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>
/// Polynomials modulo r by their coefficients, the lowest first (`fulu/polynomial-commitments-sampling.md`), and the roots of unity.
/// </summary>
internal static class BigPolynomial
{
    /// <summary>`compute_roots_of_unity`.</summary>
    internal static BigInteger[] RootsOfUnity(int order)
    {
        BigInteger root = BigFr.Power(7, (BigFr.R - 1) / order), power = 1;
        var roots = new BigInteger[order];
        for (int i = 0; i < order; i++, power = BigFr.Mod(power * root))
            roots[i] = power;
        return roots;
    }

    /// <summary>`bit_reversal_permutation`.</summary>
    internal static T[] BitReversed<T>(IReadOnlyList<T> sequence)
    {
        int bits = BitOperations.Log2((uint)sequence.Count);
        return [.. Enumerable.Range(0, sequence.Count)
            .Select(i => sequence[Enumerable.Range(0, bits).Sum(bit => ((i >> bit) & 1) << (bits - 1 - bit))])];
    }

    /// <summary>`_fft_field`: the values at the given roots.</summary>
    internal static BigInteger[] Fft(BigInteger[] coefficients, BigInteger[] roots)
    {
        if (coefficients.Length == 1)
            return coefficients;
        BigInteger[] half = [.. roots.Where((_, i) => i % 2 == 0)];
        BigInteger[] even =
            Fft([.. coefficients.Where((_, i) => i % 2 == 0)], half), odd = Fft([.. coefficients.Where((_, i) => i % 2 == 1)], half);
        var values = new BigInteger[coefficients.Length];
        for (int i = 0; i < half.Length; i++)
        {
            BigInteger product = odd[i] * roots[i];
            values[i] = BigFr.Mod(even[i] + product);
            values[i + half.Length] = BigFr.Mod(even[i] - product);
        }

        return values;
    }

    /// <summary>`fft_field` with inv=True: the coefficients that have these values at the roots of unity.</summary>
    internal static BigInteger[] InverseFft(BigInteger[] values)
    {
        BigInteger[] roots = RootsOfUnity(values.Length);
        BigInteger[] scaled = Fft(values, [roots[0], .. roots[1..].Reverse()]);
        return [.. scaled.Select(x => BigFr.Divide(x, values.Length))];
    }

    /// <summary>`evaluate_polynomialcoeff`.</summary>
    internal static BigInteger Evaluate(BigInteger[] coefficients, BigInteger x)
    {
        BigInteger value = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            value = BigFr.Mod((value * x) + coefficients[i]);
        return value;
    }

    /// <summary>`multiply_polynomialcoeff`.</summary>
    internal static BigInteger[] Multiply(BigInteger[] a, BigInteger[] b)
    {
        var product = new BigInteger[a.Length + b.Length - 1];
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++)
                product[i + j] = BigFr.Mod(product[i + j] + (a[i] * b[j]));
        }

        return product;
    }

    /// <summary>`divide_polynomialcoeff`: the quotient of a long division.</summary>
    internal static BigInteger[] Divide(BigInteger[] dividend, BigInteger[] divisor)
    {
        BigInteger[] rest = [.. dividend];
        var quotient = new BigInteger[dividend.Length - divisor.Length + 1];
        BigInteger lead = Integers.Inverse(divisor[^1], BigFr.R);
        for (int i = quotient.Length - 1; i >= 0; i--)
        {
            quotient[i] = BigFr.Mod(rest[i + divisor.Length - 1] * lead);
            for (int j = 0; j < divisor.Length; j++)
            {
                if (!divisor[j].IsZero)
                    rest[i + j] = BigFr.Mod(rest[i + j] - (quotient[i] * divisor[j]));
            }
        }

        return quotient;
    }

    /// <summary>`vanishing_polynomialcoeff`: zero exactly at the given places.</summary>
    internal static BigInteger[] Vanishing(IEnumerable<BigInteger> xs) =>
        xs.Aggregate(new BigInteger[] { 1 }, (product, x) => Multiply(product, [BigFr.Mod(-x), 1]));

    /// <summary>`interpolate_polynomialcoeff`, after Lagrange.</summary>
    internal static BigInteger[] Interpolate(BigInteger[] xs, BigInteger[] ys)
    {
        BigInteger[] all = Vanishing(xs), result = new BigInteger[xs.Length];
        for (int i = 0; i < xs.Length; i++)
        {
            BigInteger[] others = Divide(all, [BigFr.Mod(-xs[i]), 1]);
            BigInteger weight = BigFr.Divide(ys[i], Evaluate(others, xs[i]));
            for (int j = 0; j < result.Length; j++)
                result[j] = BigFr.Mod(result[j] + (weight * others[j]));
        }

        return result;
    }
}
