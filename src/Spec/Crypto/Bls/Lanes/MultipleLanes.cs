namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Multiples of points of a subgroup by public words: a word c stands for the scalar (c mod 2^32) + floor(c / 2^32) z^2, whose halves share
/// their doublings. Different words are different scalars, so that random words are as good as random numbers of 64 bits.
/// </summary>
internal static unsafe class MultipleLanes<L, F, T, S, V>
    where L : struct, ILanes<V>
    where F : struct, ILaneField<T, S, V>
    where T : unmanaged
    where S : struct, IField<S>
    where V : unmanaged
{
    private const int HalfBits = 32;

    /// <summary>Vectors of points that are worked on together, to share the doublings of a sum, or an inversion.</summary>
    private const int Together = 16;

    /// <summary>Points from which their sum is added up by buckets.</summary>
    private const int BucketMinimum = 16;

    /// <summary>Replaces each point by its multiple.</summary>
    internal static void MultiplyEach(Span<AffinePoint<S>> points, ReadOnlySpan<ulong> words)
    {
        int step = Together * L.Count;
        for (int start = 0; start < points.Length; start += step)
        {
            Scratch scratch = Scratch.Rent();
            Span<AffinePoint<S>> some = points.Slice(start, Math.Min(step, points.Length - start));
            int count = (some.Length + L.Count - 1) / L.Count;
            PointV<T>* results = scratch.Take<PointV<T>>(count);
            for (int i = 0; i < count; i++)
                Sum(results + i, some[(i * L.Count)..Math.Min(some.Length, (i + 1) * L.Count)], words[(start + (i * L.Count))..], scratch);
            PointLanes<L, F, T, S, V>.Leave(some, results, count, scratch);
        }
    }

    /// <summary>The sum of the multiples.</summary>
    internal static JacobianPoint<S> SumOfMultiples(ReadOnlySpan<AffinePoint<S>> points, ReadOnlySpan<ulong> words) =>
        (points.Length >= BucketMinimum ? SumByBuckets(points, words) : null) ?? SumByBits(points, words);

    /// <summary>
    /// The sum by buckets of both halves' digits, for one addition in affine coordinates a digit. Null if lanes cannot add them up so,
    /// as where a point is there twice.
    /// </summary>
    private static JacobianPoint<S>? SumByBuckets(ReadOnlySpan<AffinePoint<S>> points, ReadOnlySpan<ulong> words)
    {
        var halves = new AffinePoint<S>[2 * points.Length];
        var scalars = new ulong[2 * points.Length];
        int count = 0;
        for (int i = 0; i < points.Length; i++)
        {
            if (points[i].IsInfinity)
                continue;
            JacobianPoint<S> times = F.MultiplyByParameterSquared(new JacobianPoint<S>(in points[i]));
            (halves[count], scalars[count++]) = (points[i], words[i] & uint.MaxValue);
            (halves[count], scalars[count++]) = (new AffinePoint<S>(in times.X, in times.Y), words[i] >> HalfBits);
        }

        if (count == 0)
            return JacobianPoint<S>.Infinity;
        var windows = new SignedWindows(count, HalfBits);
        int[] digits = windows.Digits(scalars.AsSpan(0, count), words: 1);
        return MsmLanes<L, F, T, S, V>.Windows(halves.AsSpan(0, count), digits, windows.Buckets) is { } sums
            ? windows.Combine<S>(sums)
            : null;
    }

    /// <summary>The sum bit by bit, by complete formulas.</summary>
    private static JacobianPoint<S> SumByBits(ReadOnlySpan<AffinePoint<S>> points, ReadOnlySpan<ulong> words)
    {
        JacobianPoint<S> sum = JacobianPoint<S>.Infinity;
        AffinePoint<S>[] lanes = new AffinePoint<S>[L.Count];
        int step = Together * L.Count;
        for (int start = 0; start < points.Length; start += step)
        {
            Scratch scratch = Scratch.Rent();
            PointV<T>* result = scratch.Take<PointV<T>>();
            Sum(result, points.Slice(start, Math.Min(step, points.Length - start)), words[start..], scratch);
            PointLanes<L, F, T, S, V>.Leave(lanes, result, 1, scratch);
            foreach (ref readonly AffinePoint<S> lane in lanes.AsSpan())
                sum += lane;
        }

        return sum;
    }

    /// <summary>In each lane the sum of the multiples of the points whose index leaves that lane as the remainder.</summary>
    private static void Sum(PointV<T>* r, ReadOnlySpan<AffinePoint<S>> points, ReadOnlySpan<ulong> words, Scratch scratch)
    {
        int count = (points.Length + L.Count - 1) / L.Count;
        PointV<T>* tables = scratch.Take<PointV<T>>(3 * count);
        for (int i = 0; i < count; i++)
        {
            PointV<T>* table = tables + (3 * i);
            PointLanes<L, F, T, S, V>.Enter(table, points[(i * L.Count)..Math.Min(points.Length, (i + 1) * L.Count)], scratch);
            F.MultiplyByParameterSquared(table + 1, table, scratch);
            CurveOps<F, T, S, V>.Add(table + 2, table, table + 1, scratch);
        }

        PointV<T>* result = scratch.Take<PointV<T>>(), term = scratch.Take<PointV<T>>();
        CurveOps<F, T, S, V>.Infinity(result);
        for (int bit = HalfBits - 1; bit >= 0; bit--)
        {
            CurveOps<F, T, S, V>.Double(result, result, scratch);
            for (int i = 0; i < count; i++)
            {
                uint low = Bits(words, i * L.Count, points.Length, bit), high = Bits(words, i * L.Count, points.Length, bit + HalfBits);
                Pick(term, tables + (3 * i), low, high);
                CurveOps<F, T, S, V>.Add(result, result, term, scratch);
            }
        }

        *r = *result;
    }

    /// <summary>Infinity, P, z^2 P or their sum.</summary>
    private static void Pick(PointV<T>* r, PointV<T>* table, uint low, uint high)
    {
        CurveOps<F, T, S, V>.Infinity(r);
        CurveOps<F, T, S, V>.Select(r, LaneMask.Of<L, V>(low), table, r);
        CurveOps<F, T, S, V>.Select(r, LaneMask.Of<L, V>(high & ~low), table + 1, r);
        CurveOps<F, T, S, V>.Select(r, LaneMask.Of<L, V>(high & low), table + 2, r);
    }

    private static uint Bits(ReadOnlySpan<ulong> words, int start, int end, int bit)
    {
        uint bits = 0;
        for (int lane = 0; lane < L.Count && start + lane < end; lane++)
            bits |= (uint)((words[start + lane] >> bit) & 1) << lane;
        return bits;
    }
}
