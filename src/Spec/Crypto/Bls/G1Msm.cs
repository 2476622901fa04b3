namespace Consensoor.Spec.Crypto.Bls;

/// <summary>Multi-scalar multiplication in G1 by Pippenger's buckets; time depends on the scalars, which must be public.</summary>
internal static class G1Msm
{
    private const int ScalarBits = 256;

    /// <summary>Points sorted at once (a megabyte): few points take many windows together, so that their additions share inversions.</summary>
    private const int PointsTogether = 1 << 13;

    /// <summary>The sum of scalars[i] * points[i]; both spans have the same length, and points may be infinite.</summary>
    internal static G1Jacobian Multiply(ReadOnlySpan<G1Affine> points, ReadOnlySpan<Fr> scalars)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, points.Length);
        if (points.IsEmpty)
            return G1Jacobian.Infinity;
        var words = new ulong[4 * scalars.Length];
        for (int i = 0; i < scalars.Length; i++)
            scalars[i].WriteWords(words.AsSpan(4 * i, 4));

        int window = WindowBits(points.Length), buckets = 1 << (window - 1);
        int windows = (ScalarBits / window) + 1, together = Math.Clamp(PointsTogether / points.Length, 1, windows);
        var sorted = new G1Affine[points.Length * together];
        int[] digits = new int[points.Length], starts = new int[buckets * together], counts = new int[starts.Length];
        var adder = new AffineAdder<Fp>(sorted.Length);
        G1Jacobian result = G1Jacobian.Infinity;
        for (int end = windows; end > 0; end -= together)
        {
            int first = Math.Max(0, end - together), used = (end - first) * buckets;
            for (int w = first; w < end; w++)
            {
                for (int i = 0; i < digits.Length; i++)
                    digits[i] = SignedDigit(words.AsSpan(4 * i, 4), w * window, window);
                int slot = w - first;
                Sort(points, digits, sorted, slot * points.Length, starts.AsSpan(slot * buckets, buckets), counts.AsSpan(slot * buckets, buckets));
            }

            adder.SumGroups(sorted, starts.AsSpan(0, used), counts.AsSpan(0, used));
            for (int slot = end - first - 1; slot >= 0; slot--)
            {
                for (int i = 0; i < window && !result.IsInfinity; i++)
                    result = result.Double();
                result += SumBuckets(sorted, starts.AsSpan(slot * buckets, buckets), counts.AsSpan(slot * buckets, buckets));
            }
        }

        return result;
    }

    /// <summary>Lays out the points by bucket, |digit| - 1, from a start on: those of negative digits negated, those of digit zero left out.</summary>
    private static void Sort(
        ReadOnlySpan<G1Affine> points, ReadOnlySpan<int> digits, Span<G1Affine> sorted, int start, Span<int> starts, Span<int> counts)
    {
        counts.Clear();
        foreach (int digit in digits)
        {
            if (digit != 0)
                counts[Math.Abs(digit) - 1]++;
        }

        for (int bucket = 0; bucket < starts.Length; bucket++)
        {
            starts[bucket] = start;
            start += counts[bucket];
        }

        counts.Clear();
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] == 0)
                continue;
            int bucket = Math.Abs(digits[i]) - 1;
            sorted[starts[bucket] + counts[bucket]++] = digits[i] > 0 ? points[i] : -points[i];
        }
    }

    /// <summary>The sum of (i + 1) times bucket i, with two additions a bucket.</summary>
    private static G1Jacobian SumBuckets(ReadOnlySpan<G1Affine> sorted, ReadOnlySpan<int> starts, ReadOnlySpan<int> counts)
    {
        G1Jacobian running = G1Jacobian.Infinity, sum = G1Jacobian.Infinity;
        for (int i = starts.Length - 1; i >= 0; i--)
        {
            if (counts[i] != 0)
                running += sorted[starts[i]];
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

    /// <summary>The width of least cost for so many points, at most 13 bits (4096 buckets). A bucket costs five times as much as a point.</summary>
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
