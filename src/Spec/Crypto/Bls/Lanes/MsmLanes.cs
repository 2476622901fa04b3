namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Multi-scalar multiplication in G1 by Pippenger's buckets over lanes: buckets are added up by <see cref="LaneAdder{L, F, T, S, V}"/>,
/// then each lane weighs the buckets of a window of its own.
/// </summary>
internal static unsafe class MsmLanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const int PointSize = 2 * FpShape.Limbs;

    /// <summary>
    /// Points added up at once (two megabytes with all buffers): few points take several windows together, so that their additions share
    /// inversions.
    /// </summary>
    private const int PointsTogether = 1 << 13;

    /// <summary>
    /// The sums of the windows' digits times the points, for finite points and digits[w * points + i] of window w and point i. Null if two
    /// points of a bucket turned out to be equal or opposite, which lanes do not add.
    /// </summary>
    internal static G1Jacobian[]? Windows(ReadOnlySpan<G1Affine> points, ReadOnlySpan<int> digits, int buckets)
    {
        int windows = digits.Length / points.Length;
        var sums = new G1Jacobian[windows];
        var limbs = new AlignedBuffer(points.Length * PointSize * sizeof(double));
        LaneAdder<L, FpOps<L, V>, FpV<V>, Fp, V>.Write(points, (double*)limbs.Start);
        var sorted = new AlignedBuffer(L.Count * points.Length * PointSize * sizeof(double));
        int together = Math.Clamp(PointsTogether / points.Length, 1, L.Count);
        var adder = new LaneAdder<L, FpOps<L, V>, FpV<V>, Fp, V>(together * points.Length);
        int[] starts = new int[L.Count * buckets], counts = new int[L.Count * buckets], places = new int[points.Length];
        for (int window = 0; window < windows; window += L.Count)
        {
            int used = Math.Min(L.Count, windows - window);
            Array.Clear(counts);
            for (int first = 0; first < used; first += together)
            {
                int end = Math.Min(first + together, used);
                for (int lane = first; lane < end; lane++)
                {
                    ReadOnlySpan<int> own = digits.Slice((window + lane) * points.Length, points.Length);
                    Span<int> laneStarts = starts.AsSpan(lane * buckets, buckets), laneCounts = counts.AsSpan(lane * buckets, buckets);
                    MsmBuckets.Arrange(own, lane * points.Length, laneStarts, laneCounts, places);
                    Sort((double*)limbs.Start, own, places, (double*)sorted.Start);
                }

                Range range = (first * buckets)..(end * buckets);
                if (!adder.TrySumGroups((double*)sorted.Start, starts.AsSpan(range), counts.AsSpan(range)))
                    return null;
            }

            Weigh((double*)sorted.Start, starts, counts, buckets, sums.AsSpan(window, used));
        }

        GC.KeepAlive(limbs);
        GC.KeepAlive(sorted);
        return sums;
    }

    /// <summary>Copies the points to their places, those of negative digits negated.</summary>
    private static void Sort(double* points, ReadOnlySpan<int> digits, ReadOnlySpan<int> places, double* sorted)
    {
        for (int i = 0; i < digits.Length; i++)
        {
            if (places[i] < 0)
                continue;
            var target = new Span<double>(sorted + ((long)places[i] * PointSize), PointSize);
            new ReadOnlySpan<double>(points + ((long)i * PointSize), PointSize).CopyTo(target);
            if (digits[i] < 0)
                Negate(target[FpShape.Limbs..]);
        }
    }

    private static void Negate(Span<double> limbs)
    {
        foreach (ref double limb in limbs)
            limb = -limb;
    }

    /// <summary>In each lane the sum of (i + 1) times bucket i, with two additions a bucket.</summary>
    private static void Weigh(double* points, ReadOnlySpan<int> starts, ReadOnlySpan<int> counts, int buckets, Span<G1Jacobian> sums)
    {
        Scratch scratch = Scratch.Rent();
        PointV<FpV<V>>* running =
            scratch.Take<PointV<FpV<V>>>(), sum = scratch.Take<PointV<FpV<V>>>(), more = scratch.Take<PointV<FpV<V>>>();
        FpV<V>* xy = scratch.Take<FpV<V>>(2);
        *xy = default;
        xy[1] = default;
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Infinity(running);
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Infinity(sum);
        for (int bucket = buckets - 1; bucket >= 0; bucket--)
        {
            uint used = 0;
            for (int lane = 0; lane < L.Count; lane++)
            {
                if (counts[(lane * buckets) + bucket] == 0)
                    continue;
                used |= 1u << lane;
                double* source = points + ((long)starts[(lane * buckets) + bucket] * PointSize), target = (double*)xy + lane;
                for (int i = 0; i < PointSize; i++)
                    target[i * L.Count] = source[i];
            }

            CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.AddMixed(more, running, xy, xy + 1, scratch);
            CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Select(running, LaneMask.Of<L, V>(used), more, running);
            CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Add(sum, sum, running, scratch);
        }

        G1Lanes<L, V>.Leave(sums, sum, scratch);
    }
}
