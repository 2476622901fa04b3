namespace Consensoor.Spec.Crypto.Bls;

/// <summary>Multi-scalar multiplication in G1 by Pippenger's buckets; time depends on the scalars, which must be public.</summary>
internal static class G1Msm
{
    private const int ScalarBits = 256;

    /// <summary>The sum of scalars[i] * points[i]; both spans have the same length, and points may be infinite.</summary>
    internal static G1Jacobian Multiply(ReadOnlySpan<G1Affine> points, ReadOnlySpan<Fr> scalars)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, points.Length);
        if (points.IsEmpty)
            return G1Jacobian.Infinity;
        var words = new ulong[4 * scalars.Length];
        for (int i = 0; i < scalars.Length; i++)
            scalars[i].WriteWords(words.AsSpan(4 * i, 4));

        int window = WindowBits(points.Length);
        var buckets = new G1Jacobian[1 << (window - 1)];
        G1Jacobian result = G1Jacobian.Infinity;
        for (int w = (ScalarBits / window); w >= 0; w--)
        {
            for (int i = 0; i < window && !result.IsInfinity; i++)
                result = result.Double();
            buckets.AsSpan().Fill(G1Jacobian.Infinity);
            for (int i = 0; i < points.Length; i++)
            {
                int digit = SignedDigit(words.AsSpan(4 * i, 4), w * window, window);
                if (digit > 0)
                    buckets[digit - 1] += points[i];
                else if (digit < 0)
                    buckets[-digit - 1] += -points[i];
            }

            result += SumBuckets(buckets);
        }

        return result;
    }

    /// <summary>The sum of (i + 1) * buckets[i], with two additions a bucket.</summary>
    private static G1Jacobian SumBuckets(ReadOnlySpan<G1Jacobian> buckets)
    {
        G1Jacobian running = G1Jacobian.Infinity, sum = G1Jacobian.Infinity;
        for (int i = buckets.Length - 1; i >= 0; i--)
        {
            running += buckets[i];
            sum += running;
        }

        return sum;
    }

    /// <summary>
    /// The digit of weight 2^start in [-2^(window-1), 2^(window-1)]: the window's bits plus the bit below, less 2^window times the window's own
    /// top bit (Booth). Half the buckets serve for both signs.
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

    /// <summary>The width with the fewest additions for so many points, at most 12 bits (2048 buckets).</summary>
    private static int WindowBits(int count)
    {
        int best = 2;
        long least = long.MaxValue;
        for (int window = 2; window <= 12; window++)
        {
            long additions = ((ScalarBits / window) + 1) * (count + (2L << (window - 1)));
            if (additions < least)
                (least, best) = (additions, window);
        }

        return best;
    }
}
