using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary><see cref="FieldFft"/> with points of G1 in the place of field elements, for up to 128 of them.</summary>
internal static class PointFft
{
    /// <summary>Turns coefficients into values. The length is a power of two.</summary>
    public static void Evaluate(Span<G1Jacobian> values)
    {
        for (int half = values.Length / 2; half > 0; half /= 2)
        {
            for (int start = 0, t = 0; start < values.Length; start += 2 * half, t++)
            {
                SplitScalar twiddle = Twiddles.Forward[t];
                for (int i = start; i < start + half; i++)
                {
                    G1Jacobian x = values[i], y = values[i + half];
                    if (t > 0)
                        y = twiddle.Multiply(in y);
                    values[i] = x + y;
                    values[i + half] = x + -y;
                }
            }
        }
    }

    /// <summary>Turns values into coefficients times the length, which is a power of two.</summary>
    public static void InterpolateScaled(Span<G1Jacobian> values)
    {
        for (int half = 1; half < values.Length; half *= 2)
        {
            for (int start = 0, t = 0; start < values.Length; start += 2 * half, t++)
            {
                SplitScalar twiddle = Twiddles.Backward[t];
                for (int i = start; i < start + half; i++)
                {
                    G1Jacobian x = values[i], y = values[i + half];
                    values[i] = x + y;
                    y = x + -y;
                    values[i + half] = t > 0 ? twiddle.Multiply(in y) : y;
                }
            }
        }
    }

    /// <summary>The factors of a step, ready to multiply points.</summary>
    internal static class Twiddles
    {
        public static readonly SplitScalar[] Forward = Split(RootsOfUnity.Twiddles);
        public static readonly SplitScalar[] Backward = Split(RootsOfUnity.InverseTwiddles);

        private static SplitScalar[] Split(ReadOnlySpan<Fr> twiddles)
        {
            var result = new SplitScalar[KzgSizes.CellsPerExtBlob / 2];
            for (int i = 0; i < result.Length; i++)
                result[i] = SplitScalar.From(twiddles[i]);
            return result;
        }
    }
}
