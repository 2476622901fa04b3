using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// Adds up groups of affine points, a level of pairs at a time: the slopes of a level share one inversion, which leaves six products an
/// addition where the mixed Jacobian one takes eleven. The pairs are worked in two halves side by side, because a chain of products waits
/// on itself.
/// </summary>
/// <remarks>Not for secret points: time depends on which of them meet. Holds buffers, so an instance serves one thread.</remarks>
[SkipLocalsInit]
internal sealed class AffineAdder<T>
    where T : struct, IField<T>
{
    private readonly AffinePoint<T>[] _sums;
    private readonly T[] _denominators;
    private readonly T[] _products;
    private readonly int[] _left;

    /// <summary>For calls with at most so many points.</summary>
    internal AffineAdder(int capacity)
    {
        int pairs = ((capacity / 2) + 1) & ~1;
        _sums = new AffinePoint<T>[pairs];
        _denominators = new T[pairs];
        _products = new T[pairs];
        _left = new int[pairs];
    }

    /// <summary>The sum of points, which are overwritten.</summary>
    internal AffinePoint<T> Sum(Span<AffinePoint<T>> points)
    {
        Span<int> counts = [points.Length];
        SumGroups(points, [0], counts);
        return counts[0] == 0 ? AffinePoint<T>.Infinity : points[0];
    }

    /// <summary>
    /// Replaces each group, counts[i] points from starts[i] on, by its sum at starts[i], and sets its count to one; empty groups stay
    /// empty. Groups must not overlap.
    /// </summary>
    internal void SumGroups(Span<AffinePoint<T>> points, ReadOnlySpan<int> starts, Span<int> counts)
    {
        while (true)
        {
            int pairs = 0;
            for (int group = 0; group < starts.Length; group++)
            {
                for (int i = 0; i + 1 < counts[group]; i += 2)
                    _left[pairs++] = starts[group] + i;
            }

            if (pairs == 0)
                return;
            AddPairs(points, pairs);
            int done = 0;
            for (int group = 0; group < starts.Length; group++)
            {
                int half = counts[group] / 2, start = starts[group];
                _sums.AsSpan(done, half).CopyTo(points[start..]);
                done += half;
                if ((counts[group] & 1) != 0)
                    points[start + half] = points[start + counts[group] - 1];
                counts[group] -= half;
            }
        }
    }

    /// <summary>_sums[i] = points[_left[i]] + points[_left[i] + 1].</summary>
    private void AddPairs(ReadOnlySpan<AffinePoint<T>> points, int pairs)
    {
        int half = (pairs + 1) / 2;
        for (int i = 0; i < pairs; i++)
            _denominators[i] = Denominator(in points[_left[i]], in points[_left[i] + 1]);
        if (pairs < 2 * half)
        {
            _denominators[pairs] = T.One;
            _left[pairs] = _left[0];
        }

        T low = T.One, high = T.One;
        for (int i = 0; i < half; i++)
        {
            (_products[i], _products[half + i]) = (low, high);
            T.MultiplyPair(in low, in _denominators[i], in high, in _denominators[half + i], out low, out high);
        }

        T inverse = (low * high).Inverse();
        T.MultiplyPair(in inverse, in high, in inverse, in low, out low, out high);
        for (int i = half - 1; i >= 0; i--)
        {
            int j = half + i;
            T.MultiplyPair(in low, in _products[i], in high, in _products[j], out T first, out T second);
            T.MultiplyPair(in low, in _denominators[i], in high, in _denominators[j], out low, out high);
            AddTwo(points, i, in first, j, in second);
        }
    }

    private void AddTwo(ReadOnlySpan<AffinePoint<T>> points, int i, in T inverseI, int j, in T inverseJ)
    {
        ref readonly AffinePoint<T> p = ref points[_left[i]], q = ref points[_left[i] + 1];
        ref readonly AffinePoint<T> r = ref points[_left[j]], s = ref points[_left[j] + 1];
        T.MultiplyPair(Numerator(in p, in q), in inverseI, Numerator(in r, in s), in inverseJ, out T slopeI, out T slopeJ);
        T.MultiplyPair(in slopeI, in slopeI, in slopeJ, in slopeJ, out T squareI, out T squareJ);
        T xi = squareI - (p.X + q.X), xj = squareJ - (r.X + s.X);
        T.MultiplyPair(in slopeI, p.X - xi, in slopeJ, r.X - xj, out T yi, out T yj);
        _sums[i] = Result(in p, in q, in xi, yi - p.Y);
        _sums[j] = Result(in r, in s, in xj, yj - r.Y);
    }

    /// <summary>
    /// The denominator of the slope through two points, of the tangent if they are equal, and one where there is no slope.
    /// </summary>
    private static T Denominator(in AffinePoint<T> p, in AffinePoint<T> q)
    {
        T difference = q.X - p.X;
        if (p.IsInfinity || q.IsInfinity)
            return T.One;
        if (!difference.IsZero)
            return difference;
        T twice = p.Y + q.Y;
        return twice.IsZero ? T.One : twice;
    }

    private static T Numerator(in AffinePoint<T> p, in AffinePoint<T> q)
    {
        if (!(q.X - p.X).IsZero)
            return q.Y - p.Y;
        T square = p.X.Square();
        return square.Double() + square;
    }

    private static AffinePoint<T> Result(in AffinePoint<T> p, in AffinePoint<T> q, in T x, in T y)
    {
        if (p.IsInfinity)
            return q;
        if (q.IsInfinity)
            return p;
        return (q.X - p.X).IsZero && (p.Y + q.Y).IsZero ? AffinePoint<T>.Infinity : new AffinePoint<T>(in x, in y);
    }
}
