namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Multi-scalar multiplication by Pippenger's buckets over lanes: buckets are added up by <see cref="LaneAdder{L, F, T, S, V}"/>, then each
/// lane weighs the buckets of a window of its own.
/// </summary>
internal static unsafe class MsmLanes<L, F, T, S, V>
    where L : struct, ILanes<V>
    where F : struct, ILaneField<T, S, V>
    where T : unmanaged
    where S : struct, IField<S>
    where V : unmanaged
{
    /// <summary>
    /// Points added up at once (two megabytes in G1 with all buffers): few points take several windows together, so that their additions
    /// share inversions.
    /// </summary>
    private const int PointsTogether = 1 << 13;

    private static int PointSize => LaneAdder<L, F, T, S, V>.PointSize;

    /// <summary>
    /// The sums of the windows' digits times the points, for finite points and digits[w * points + i] of window w and point i. Null if two
    /// points of a bucket turned out to be equal or opposite, which lanes do not add.
    /// </summary>
    internal static JacobianPoint<S>[]? Windows(ReadOnlySpan<AffinePoint<S>> points, ReadOnlySpan<int> digits, int buckets)
    {
        int windows = digits.Length / points.Length;
        var sums = new JacobianPoint<S>[windows];
        int together = Math.Clamp(PointsTogether / points.Length, 1, L.Count);
        MsmRoom<L, F, T, S, V> room = MsmRoom<L, F, T, S, V>.Rent(points.Length, together);
        LaneAdder<L, F, T, S, V>.Write(points, room.Points);
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
                    Sort(room.Points, own, places, room.Sorted);
                }

                Range range = (first * buckets)..(end * buckets);
                if (!room.Adder.TrySumGroups(room.Sorted, starts.AsSpan(range), counts.AsSpan(range)))
                    return null;
            }

            Weigh(room.Sorted, starts, counts, buckets, sums.AsSpan(window, used));
        }

        GC.KeepAlive(room);
        return sums;
    }

    /// <summary>Copies the points to their places, those of negative digits negated.</summary>
    private static void Sort(double* points, ReadOnlySpan<int> digits, ReadOnlySpan<int> places, double* sorted)
    {
        for (int i = 0; i < digits.Length; i++)
        {
            if (places[i] >= 0)
                LaneAdder<L, F, T, S, V>.Copy(points + ((long)i * PointSize), sorted + ((long)places[i] * PointSize), digits[i] < 0);
        }
    }

    /// <summary>In each lane the sum of (i + 1) times bucket i, with two additions a bucket.</summary>
    private static void Weigh(double* points, ReadOnlySpan<int> starts, ReadOnlySpan<int> counts, int buckets, Span<JacobianPoint<S>> sums)
    {
        Scratch scratch = Scratch.Rent();
        PointV<T>* running = scratch.Take<PointV<T>>(), sum = scratch.Take<PointV<T>>(), more = scratch.Take<PointV<T>>();
        T* xy = scratch.Take<T>(2);
        *xy = default;
        xy[1] = default;
        CurveOps<F, T, S, V>.Infinity(running);
        CurveOps<F, T, S, V>.Infinity(sum);
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

            CurveOps<F, T, S, V>.AddMixed(more, running, xy, xy + 1, scratch);
            CurveOps<F, T, S, V>.Select(running, LaneMask.Of<L, V>(used), more, running);
            CurveOps<F, T, S, V>.Add(sum, sum, running, scratch);
        }

        PointLanes<L, F, T, S, V>.Leave(sums, sum, scratch);
    }
}
