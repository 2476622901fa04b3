using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>
/// Between the coefficients of a polynomial, in natural order, and its values, in the bit-reversed order of <see cref="RootsOfUnity"/>: no
/// permutation is ever needed (<c>fulu/polynomial-commitments-sampling.md#fft_field</c>).
/// </summary>
/// <remarks>
/// A step halves a polynomial modulo x^(2 m) - t^2 into its remainders modulo x^m - t and x^m + t. Started at <c>block</c> b of n elements,
/// it works on the remainder modulo x^n - c, c being root b of the domain: block 0 is the whole domain of n, block c of 64 is cell c.
/// </remarks>
internal static class FieldFft
{
    /// <summary>Turns coefficients into values. The length is a power of two.</summary>
    public static void Evaluate(Span<Fr> values, int block = 0)
    {
        ReadOnlySpan<Fr> twiddles = RootsOfUnity.Twiddles;
        int first = block;
        for (int half = values.Length / 2; half > 0; half /= 2, first *= 2)
        {
            for (int start = 0, t = first; start < values.Length; start += 2 * half, t++)
            {
                Span<Fr> low = values.Slice(start, half), high = values.Slice(start + half, half);
                Fr twiddle = twiddles[t];
                for (int i = 0; i < low.Length; i++)
                {
                    Fr x = low[i], y = t == 0 ? high[i] : high[i] * twiddle;
                    low[i] = x + y;
                    high[i] = x - y;
                }
            }
        }
    }

    /// <summary>Turns values into coefficients. The length is a power of two.</summary>
    public static void Interpolate(Span<Fr> values, int block = 0)
    {
        ReadOnlySpan<Fr> twiddles = RootsOfUnity.InverseTwiddles;
        int first = block * (values.Length / 2);
        for (int half = 1; half < values.Length; half *= 2, first /= 2)
        {
            for (int start = 0, t = first; start < values.Length; start += 2 * half, t++)
            {
                Span<Fr> low = values.Slice(start, half), high = values.Slice(start + half, half);
                Fr twiddle = twiddles[t];
                for (int i = 0; i < low.Length; i++)
                {
                    Fr x = low[i], y = high[i];
                    low[i] = x + y;
                    high[i] = t == 0 ? x - y : (x - y) * twiddle;
                }
            }
        }

        Fr scale = Fr.FromUInt64((ulong)values.Length).Inverse();
        foreach (ref Fr value in values)
            value *= scale;
    }

    /// <summary>
    /// The value at <paramref name="z"/> of the polynomial given by its values, which are used up; any z, roots of unity too.
    /// </summary>
    /// <remarks>
    /// f(x) = e(x^2) + x o(x^2), so f(x) and f(-x) give the values at x^2 of e(x) + z o(x), a polynomial of half the degree whose value at
    /// z^2 is f(z). Unlike the barycentric formula this divides by nothing that depends on z.
    /// </remarks>
    public static Fr EvaluateAt(Span<Fr> values, Fr z)
    {
        ReadOnlySpan<Fr> twiddles = RootsOfUnity.InverseTwiddles;
        Fr scale = Fr.FromUInt64((ulong)values.Length).Inverse();
        for (int half = values.Length / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                Fr x = values[2 * i], y = values[(2 * i) + 1];
                values[i] = x + y + ((x - y) * twiddles[i] * z);
            }

            z *= z;
        }

        return values[0] * scale;
    }
}
