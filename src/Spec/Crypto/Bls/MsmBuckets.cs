namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The windows of a multi-scalar multiplication, one point after the other; see <see cref="G1Msm"/>.</summary>
internal static class MsmBuckets
{
    /// <summary>
    /// Points sorted at once (a megabyte): few points take many windows together, so that their additions share inversions.
    /// </summary>
    private const int PointsTogether = 1 << 13;

    /// <summary>
    /// The sums of the windows' digits times the points: digits[w * points + i] belongs to window w and point i, and is at most buckets in
    /// magnitude.
    /// </summary>
    internal static G1Jacobian[] Windows(ReadOnlySpan<G1Affine> points, ReadOnlySpan<int> digits, int buckets)
    {
        int windows = digits.Length / points.Length, together = Math.Clamp(PointsTogether / points.Length, 1, windows);
        var sorted = new G1Affine[points.Length * together];
        int[] starts = new int[buckets * together], counts = new int[starts.Length], places = new int[points.Length];
        var adder = new AffineAdder<Fp>(sorted.Length);
        var sums = new G1Jacobian[windows];
        for (int first = 0; first < windows; first += together)
        {
            int slots = Math.Min(together, windows - first), used = slots * buckets;
            for (int slot = 0; slot < slots; slot++)
            {
                ReadOnlySpan<int> own = digits.Slice((first + slot) * points.Length, points.Length);
                Arrange(own, slot * points.Length, starts.AsSpan(slot * buckets, buckets), counts.AsSpan(slot * buckets, buckets), places);
                for (int i = 0; i < places.Length; i++)
                {
                    if (places[i] >= 0)
                        sorted[places[i]] = own[i] > 0 ? points[i] : -points[i];
                }
            }

            adder.SumGroups(sorted, starts.AsSpan(0, used), counts.AsSpan(0, used));
            for (int slot = 0; slot < slots; slot++)
                sums[first + slot] = SumBuckets(sorted, starts.AsSpan(slot * buckets, buckets), counts.AsSpan(slot * buckets, buckets));
        }

        return sums;
    }

    /// <summary>
    /// Arranges points by bucket, |digit| - 1, from a start on: where each bucket starts, how many it has, and the place of every point, -1
    /// where its digit is zero.
    /// </summary>
    internal static void Arrange(ReadOnlySpan<int> digits, int start, Span<int> starts, Span<int> counts, Span<int> places)
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
            int bucket = Math.Abs(digits[i]) - 1;
            places[i] = bucket < 0 ? -1 : starts[bucket] + counts[bucket]++;
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
