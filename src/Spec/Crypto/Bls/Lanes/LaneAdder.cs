namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Adds up groups of affine points over lanes, a level of pairs at a time, as <see cref="AffineAdder{T}"/> does: the slopes of a level
/// share one inversion, which leaves six products an addition. A point is kept as its limbs, coordinate after coordinate.
/// </summary>
/// <remarks>
/// Equal and opposite points have no slope of their own. They make the product of all differences zero, which is all that is looked at;
/// then <see cref="TrySumGroups"/> gives up, and the caller takes another way. Holds buffers, so an instance serves one thread.
/// </remarks>
internal sealed unsafe class LaneAdder<L, F, T, S, V>
    where L : struct, ILanes<V>
    where F : struct, ILaneField<T, S, V>
    where T : unmanaged
    where S : struct, IField<S>
    where V : unmanaged
{
    private static readonly int Limbs = sizeof(T) / sizeof(V);

    private readonly AlignedBuffer _vectors;
    private readonly AlignedBuffer _sums;
    private readonly int[] _left;
    private readonly int[] _inOrder;

    /// <summary>For calls with at most so many points.</summary>
    internal LaneAdder(int capacity)
    {
        int vectors = Vectors(capacity / 2);
        _vectors = new AlignedBuffer(2 * vectors * sizeof(T));
        _sums = new AlignedBuffer(Math.Max(1, vectors * L.Count) * PointSize * sizeof(double));
        _left = new int[vectors * L.Count];
        _inOrder = [.. Enumerable.Range(0, L.Count).Select(lane => lane * PointSize)];
    }

    /// <summary>Doubles in a point.</summary>
    internal static int PointSize => 2 * Limbs;

    /// <summary>Writes the limbs of points, none of which is infinity.</summary>
    internal static void Write(ReadOnlySpan<AffinePoint<S>> points, double* target)
    {
        Scratch scratch = Scratch.Rent();
        T* xy = scratch.Take<T>(2);
        for (int start = 0; start < points.Length; start += L.Count)
        {
            int count = Math.Min(L.Count, points.Length - start);
            for (int lane = 0; lane < L.Count; lane++)
            {
                ref readonly AffinePoint<S> point = ref points[start + Math.Min(lane, count - 1)];
                F.Put(xy, lane, in point.X);
                F.Put(xy + 1, lane, in point.Y);
            }

            F.Enter(xy, scratch);
            F.Enter(xy + 1, scratch);
            for (int lane = 0; lane < count; lane++)
            {
                for (int i = 0; i < PointSize; i++)
                    target[((start + lane) * PointSize) + i] = ((double*)xy)[(i * L.Count) + lane];
            }
        }
    }

    /// <summary>Copies a point, or its negative.</summary>
    internal static void Copy(double* source, double* target, bool isNegated)
    {
        var copy = new Span<double>(target, PointSize);
        new ReadOnlySpan<double>(source, PointSize).CopyTo(copy);
        if (!isNegated)
            return;
        foreach (ref double limb in copy[Limbs..])
            limb = -limb;
    }

    /// <summary>
    /// Replaces each group, counts[i] points from index starts[i] on, by its sum at starts[i], and sets its count to one; empty groups stay
    /// empty. False, with points half added up, if two points of a pair were equal or opposite.
    /// </summary>
    internal bool TrySumGroups(double* points, ReadOnlySpan<int> starts, Span<int> counts)
    {
        while (true)
        {
            int pairs = 0;
            for (int group = 0; group < starts.Length; group++)
            {
                for (int i = 0; i + 1 < counts[group]; i += 2)
                    _left[pairs++] = (starts[group] + i) * PointSize;
            }

            if (pairs == 0)
                return true;
            if (!TryAddPairs(points, pairs))
                return false;
            Compact(points, starts, counts);
        }
    }

    private void Compact(double* points, ReadOnlySpan<int> starts, Span<int> counts)
    {
        int size = PointSize * sizeof(double), done = 0;
        for (int group = 0; group < starts.Length; group++)
        {
            int half = counts[group] / 2;
            double* target = points + ((long)starts[group] * PointSize);
            Buffer.MemoryCopy(_sums.Start + ((long)done * size), target, (long)half * size, (long)half * size);
            done += half;
            if ((counts[group] & 1) != 0)
                Buffer.MemoryCopy(target + ((long)(counts[group] - 1) * PointSize), target + ((long)half * PointSize), size, size);
            counts[group] -= half;
        }

        GC.KeepAlive(_sums);
    }

    /// <summary>_sums[i] is the sum of the two points from points[_left[i]] on. Vectors are worked in two halves side by side.</summary>
    private bool TryAddPairs(double* points, int pairs)
    {
        int vectors = Vectors(pairs), half = vectors / 2;
        _left.AsSpan(pairs, (vectors * L.Count) - pairs).Fill(_left[0]);
        Scratch scratch = Scratch.Rent();
        T* differences = (T*)_vectors.Start, products = differences + vectors;
        T* t = scratch.Take<T>(2), running = scratch.Take<T>(2);
        F.One(running);
        F.One(running + 1);
        fixed (int* left = _left)
        {
            for (int i = 0; i < half; i++)
            {
                for (int side = 0; side < 2; side++)
                {
                    int vector = i + (side * half);
                    Gather(t, points, left + (vector * L.Count));
                    Gather(t + 1, points + PointSize, left + (vector * L.Count));
                    F.Subtract(differences + vector, t + 1, t);
                    products[vector] = running[side];
                }

                F.MultiplyPair(running, running + 1, running, differences + i, running + 1, differences + (half + i), scratch);
            }

            if (!TryInvert(running, scratch))
                return false;
            for (int i = half - 1; i >= 0; i--)
            {
                F.MultiplyPair(products + i, products + (half + i), running, products + i, running + 1, products + (half + i), scratch);
                F.MultiplyPair(running, running + 1, running, differences + i, running + 1, differences + (half + i), scratch);
                AddTwo(points, left, i, half + i, products, scratch);
            }
        }

        GC.KeepAlive(_vectors);
        return true;
    }

    /// <summary>The sums of two vectors of pairs whose inverted differences are given.</summary>
    private void AddTwo(double* points, int* left, int first, int second, T* inverses, Scratch scratch)
    {
        T* p = scratch.Take<T>(8);
        T* slope = scratch.Take<T>(2), t = scratch.Take<T>(2), x = scratch.Take<T>(2);
        for (int side = 0; side < 2; side++)
        {
            int* offsets = left + ((side == 0 ? first : second) * L.Count);
            for (int i = 0; i < 4; i++)
                Gather(p + (4 * side) + i, points + (i * Limbs), offsets);
            F.Subtract(t + side, p + (4 * side) + 3, p + (4 * side) + 1);
        }

        F.MultiplyPair(slope, slope + 1, t, inverses + first, t + 1, inverses + second, scratch);
        F.SquarePair(x, x + 1, slope, slope + 1, scratch);
        for (int side = 0; side < 2; side++)
        {
            F.Subtract(x + side, x + side, p + (4 * side));
            F.Subtract(x + side, x + side, p + (4 * side) + 2);
            F.Normalize(x + side, x + side);
            F.Subtract(t + side, p + (4 * side), x + side);
        }

        F.MultiplyPair(t, t + 1, slope, t, slope + 1, t + 1, scratch);
        for (int side = 0; side < 2; side++)
        {
            F.Subtract(t + side, t + side, p + (4 * side) + 1);
            F.Normalize(t + side, t + side);
            int vector = side == 0 ? first : second;
            Scatter(x + side, t + side, (double*)_sums.Start + ((long)vector * L.Count * PointSize));
        }

        GC.KeepAlive(_sums);
    }

    /// <summary>Inverts both vectors, all lanes by one inversion outside; false if a lane is zero.</summary>
    private static bool TryInvert(T* values, Scratch scratch)
    {
        T* left = scratch.Take<T>(2);
        F.Leave(left, values, scratch);
        F.Leave(left + 1, values + 1, scratch);
        Span<S> before = new S[2 * L.Count];
        S product = S.One;
        for (int i = 0; i < before.Length; i++)
        {
            before[i] = product;
            product *= F.Take(left + (i / L.Count), i % L.Count);
        }

        if (product.IsZero)
            return false;
        S inverse = product.Inverse();
        for (int i = before.Length - 1; i >= 0; i--)
        {
            S value = F.Take(left + (i / L.Count), i % L.Count);
            F.Put(values + (i / L.Count), i % L.Count, inverse * before[i]);
            inverse *= value;
        }

        F.Enter(values, scratch);
        F.Enter(values + 1, scratch);
        return true;
    }

    /// <summary>An element of each lane, from source[offsets[lane]] on.</summary>
    private static void Gather(T* r, double* source, int* offsets)
    {
        for (int i = 0; i < Limbs; i += FpShape.Limbs)
            L.Gather((V*)r + i, source + i, offsets);
    }

    /// <summary>Writes points lane after lane, and uses their coordinates up.</summary>
    private void Scatter(T* x, T* y, double* target)
    {
        fixed (int* inOrder = _inOrder)
        {
            for (int i = 0; i < Limbs; i += FpShape.Limbs)
            {
                L.Scatter((V*)x + i, target + i, inOrder);
                L.Scatter((V*)y + i, target + Limbs + i, inOrder);
            }
        }
    }

    /// <summary>Vectors for so many pairs, an even number.</summary>
    private static int Vectors(int pairs) => ((pairs + (2 * L.Count) - 1) / (2 * L.Count)) * 2;
}
