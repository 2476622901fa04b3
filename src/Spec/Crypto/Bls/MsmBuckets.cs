namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The windows of a multi-scalar multiplication, one point after the other; see <see cref="G1Msm"/>.</summary>
internal static class MsmBuckets
{
    /// <summary>Points sorted at once (a megabyte): few points take many windows together, so that their additions share inversions.</summary>
    private const int PointsTogether = 1 << 13;

    /// <summary>The sums of the windows' digits times the points: digits[w * points + i] belongs to window w and point i, and is at most buckets in magnitude.</summary>
    internal static G1Jacobian[] Windows(ReadOnlySpan<G1Affine> points, ReadOnlySpan<int> digits, int buckets)
    {
        int windows = digits.Length / points.Length, together = Math.Clamp(PointsTogether / points.Length, 1, windows);
        var sorted = new G1Affine[points.Length * together];
        int[] starts = new int[buckets * together], counts = new int[starts.Length];
        var adder = new AffineAdder<Fp>(sorted.Length);
        var sums = new G1Jacobian[windows];
        for (int first = 0; first < windows; first += together)
        {
            int slots = Math.Min(together, windows - first), used = slots * buckets;
            for (int slot = 0; slot < slots; slot++)
            {
                ReadOnlySpan<int> own = digits.Slice((first + slot) * points.Length, points.Length);
                Sort(points, own, sorted, slot * points.Length, starts.AsSpan(slot * buckets, buckets), counts.AsSpan(slot * buckets, buckets));
            }

            adder.SumGroups(sorted, starts.AsSpan(0, used), counts.AsSpan(0, used));
            for (int slot = 0; slot < slots; slot++)
                sums[first + slot] = SumBuckets(sorted, starts.AsSpan(slot * buckets, buckets), counts.AsSpan(slot * buckets, buckets));
        }

        return sums;
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
}
