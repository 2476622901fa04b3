namespace Consensoor.Spec.Crypto.Bls;

/// <summary>Multi-scalar multiplication in G1 by Pippenger's buckets; time depends on the scalars, which must be public.</summary>
internal static class G1Msm
{
    private const int ScalarBits = 256;

    /// <summary>The sum of scalars[i] * points[i]; both spans have the same length, and points may be infinite.</summary>
    internal static G1Jacobian Multiply(BlsEngine engine, ReadOnlySpan<G1Affine> points, ReadOnlySpan<Fr> scalars)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, points.Length);
        var finite = new G1Affine[points.Length];
        var words = new ulong[4 * points.Length];
        int count = 0;
        for (int i = 0; i < points.Length; i++)
        {
            if (points[i].IsInfinity)
                continue;
            finite[count] = points[i];
            scalars[i].WriteWords(words.AsSpan(4 * count++, 4));
        }

        if (count == 0)
            return G1Jacobian.Infinity;
        int window = WindowBits(count), windows = (ScalarBits / window) + 1;
        int[] digits = new int[windows * count];
        for (int w = 0; w < windows; w++)
        {
            for (int i = 0; i < count; i++)
                digits[(w * count) + i] = SignedDigit(words.AsSpan(4 * i, 4), w * window, window);
        }

        G1Jacobian[] sums = engine.MsmWindows(finite.AsSpan(0, count), digits, 1 << (window - 1));
        G1Jacobian result = sums[^1];
        for (int w = windows - 2; w >= 0; w--)
        {
            for (int i = 0; i < window; i++)
                result = result.Double();
            result += sums[w];
        }

        return result;
    }

    /// <summary>
    /// The digit of weight 2^start in [-2^(window-1), 2^(window-1)]: the window's bits plus the bit below, less 2^window times the window's
    /// own top bit (Booth). Half the buckets serve for both signs.
    /// </summary>
    private static int SignedDigit(ReadOnlySpan<ulong> words, int start, int window)
    {
        int raw = (int)Bits(words, start, window);
        int below = start == 0 ? 0 : (int)Bits(words, start - 1, 1);
        return raw + below - (((raw >> (window - 1)) & 1) << window);
    }

    private static ulong Bits(ReadOnlySpan<ulong> words, int start, int count)
    {
        int word = start >> 6, shift = start & 63;
        if (word >= words.Length)
            return 0;
        ulong bits = words[word] >> shift;
        if (shift + count > 64 && word + 1 < words.Length)
            bits |= words[word + 1] << (64 - shift);
        return bits & ((1UL << count) - 1);
    }

    /// <summary>
    /// The width of least cost for so many points, at most 13 bits (4096 buckets). A bucket costs five times as much as a point.
    /// </summary>
    private static int WindowBits(int count)
    {
        int best = 2;
        long least = long.MaxValue;
        for (int window = 2; window <= 13; window++)
        {
            long cost = ((ScalarBits / window) + 1) * (count + (5L << (window - 1)));
            if (cost < least)
                (least, best) = (cost, window);
        }

        return best;
    }
}
