using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;

namespace Consensoor.Spec.Crypto.Kzg.Lanes;

/// <summary><see cref="PointFft"/> with a butterfly in each lane.</summary>
internal static unsafe class PointFftLanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const int TableSize = 9;

    internal static void Evaluate(Span<G1Jacobian> values)
    {
        var points = new LanePoints<L, V>(values);
        for (int half = values.Length / 2; half > 0; half /= 2)
            Step(points, values.Length, half, PointFft.Twiddles.Forward, multiplyFirst: true);
        points.CopyTo(values);
    }

    internal static void InterpolateScaled(Span<G1Jacobian> values)
    {
        var points = new LanePoints<L, V>(values);
        for (int half = 1; half < values.Length; half *= 2)
            Step(points, values.Length, half, PointFft.Twiddles.Backward, multiplyFirst: false);
        points.CopyTo(values);
    }

    /// <summary>All butterflies of a step; the last vector repeats its last one where lanes are left.</summary>
    private static void Step(LanePoints<L, V> points, int length, int half, SplitScalar[] twiddles, bool multiplyFirst)
    {
        Span<int> low = stackalloc int[L.Count], high = stackalloc int[L.Count];
        var factors = new SplitScalar[L.Count];
        for (int start = 0; start < length / 2; start += L.Count)
        {
            bool trivial = true;
            for (int lane = 0; lane < L.Count; lane++)
            {
                int butterfly = Math.Min(start + lane, (length / 2) - 1), block = butterfly / half;
                low[lane] = (2 * half * block) + (butterfly % half);
                high[lane] = low[lane] + half;
                factors[lane] = twiddles[block];
                trivial &= block == 0;
            }

            Butterflies(points, low, high, trivial ? null : factors, multiplyFirst);
        }
    }

    private static void Butterflies(
        LanePoints<L, V> points, ReadOnlySpan<int> low, ReadOnlySpan<int> high, SplitScalar[]? factors, bool multiplyFirst)
    {
        Scratch scratch = Scratch.Rent();
        PointV<FpV<V>>* x = scratch.Take<PointV<FpV<V>>>(), y = scratch.Take<PointV<FpV<V>>>(), sum = scratch.Take<PointV<FpV<V>>>();
        points.Gather(x, low);
        points.Gather(y, high);
        if (factors is not null && multiplyFirst)
            Multiply(y, y, factors, scratch);
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Add(sum, x, y, scratch);
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Negate(y, y);
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Add(y, x, y, scratch);
        if (factors is not null && !multiplyFirst)
            Multiply(y, y, factors, scratch);
        points.Scatter(sum, low);
        points.Scatter(y, high);
    }

    /// <summary>Multiplies each lane's point by its own scalar.</summary>
    private static void Multiply(PointV<FpV<V>>* r, PointV<FpV<V>>* a, SplitScalar[] scalars, Scratch scratch)
    {
        PointV<FpV<V>>* low = scratch.Take<PointV<FpV<V>>>(TableSize), high = scratch.Take<PointV<FpV<V>>>(TableSize);
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Infinity(low);
        low[1] = *a;
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Double(low + 2, low + 1, scratch);
        for (int i = 3; i < TableSize; i++)
            CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Add(low + i, low + (i - 1), low + 1, scratch);
        for (int i = 0; i < TableSize; i++)
            FpOps<L, V>.MultiplyByParameterSquared(high + i, low + i, scratch);

        PointV<FpV<V>>* result = scratch.Take<PointV<FpV<V>>>(), term = scratch.Take<PointV<FpV<V>>>();
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Infinity(result);
        for (int window = SplitScalar.WindowCount - 1; window >= 0; window--)
        {
            for (int i = 0; i < 4 && window < SplitScalar.WindowCount - 1; i++)
                CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Double(result, result, scratch);
            Pick(term, low, scalars, window, isHigh: false);
            CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Add(result, result, term, scratch);
            Pick(term, high, scalars, window, isHigh: true);
            CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Add(result, result, term, scratch);
        }

        *r = *result;
    }

    private static void Pick(PointV<FpV<V>>* r, PointV<FpV<V>>* table, SplitScalar[] scalars, int window, bool isHigh)
    {
        uint negative = 0;
        int size = sizeof(PointV<FpV<V>>) / sizeof(V);
        for (int lane = 0; lane < L.Count; lane++)
        {
            int digit = (isHigh ? scalars[lane].HighWindows : scalars[lane].LowWindows)[window];
            if (digit < 0)
                negative |= 1u << lane;
            double* source = (double*)(table + Math.Abs(digit)) + lane, target = (double*)r + lane;
            for (int i = 0; i < size; i++)
                target[i * L.Count] = source[i * L.Count];
        }

        FpOps<L, V>.NegateWhere(&r->Y, LaneMask.Of<L, V>(negative), &r->Y);
    }
}
