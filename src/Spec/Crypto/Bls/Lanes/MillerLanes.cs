using System.Numerics;

namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Miller loops over many pairs of points: each lane takes every n-th pair and squares once for all of its pairs; see
/// <see cref="MillerPoint"/>.
/// </summary>
internal static unsafe class MillerLanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    /// <summary>Pairs a lane works on together: more save little, and no longer fit into the cache.</summary>
    private const int Together = 8;

    /// <summary>The product of the Miller functions of all pairs, none of which holds the point at infinity.</summary>
    internal static Fp12 Loop(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q)
    {
        Fp12 product = Fp12.One;
        int step = Together * L.Count;
        for (int start = 0; start < p.Length; start += step)
        {
            int count = Math.Min(step, p.Length - start);
            product *= LoopSome(p.Slice(start, count), q.Slice(start, count));
        }

        return product;
    }

    private static Fp12 LoopSome(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q)
    {
        Scratch scratch = Scratch.Rent();
        int groups = (p.Length + L.Count - 1) / L.Count;
        Pair* pairs = scratch.Take<Pair>(groups);
        for (int group = 0; group < groups; group++)
            Enter(pairs + group, p, q, group, groups, scratch);

        Fp12V<V>* f = scratch.Take<Fp12V<V>>();
        Fp12Ops<L, V>.One(f);
        int top = 62 - BitOperations.LeadingZeroCount(CurveParameter.Magnitude);
        for (int bit = top; bit >= 0; bit--)
        {
            if (bit != top)
                Fp12Ops<L, V>.Square(f, f, scratch);
            bool add = ((CurveParameter.Magnitude >> bit) & 1) != 0;
            for (int group = 0; group < groups; group++)
            {
                Double(pairs + group, f, scratch);
                if (add)
                    Add(pairs + group, f, scratch);
            }
        }

        return Product(f, Math.Min(L.Count, p.Length), scratch).Conjugate();
    }

    private static Fp12 Product(Fp12V<V>* f, int lanes, Scratch scratch)
    {
        Fp12 product = Fp12Ops<L, V>.Take(f, 0, scratch);
        for (int lane = 1; lane < lanes; lane++)
            product *= Fp12Ops<L, V>.Take(f, lane, scratch);
        return product;
    }

    /// <summary>
    /// Lanes are filled before groups, so that only the last group has lanes without a pair: these keep f by a line that is one.
    /// </summary>
    private static void Enter(Pair* pair, ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q, int group, int groups, Scratch scratch)
    {
        uint bits = 0;
        for (int lane = 0; lane < L.Count; lane++)
        {
            int index = (group * L.Count) + lane;
            bool used = index < p.Length;
            if (used)
                bits |= 1u << lane;
            ref readonly G1Affine g1 = ref p[used ? index : 0];
            ref readonly G2Affine g2 = ref q[used ? index : 0];
            FpOps<L, V>.Put(&pair->Px, lane, in g1.X);
            FpOps<L, V>.Put(&pair->Py, lane, in g1.Y);
            Fp2Ops<L, V>.Put(&pair->Qx, lane, in g2.X);
            Fp2Ops<L, V>.Put(&pair->Qy, lane, in g2.Y);
        }

        pair->Used = LaneMask.Of<L, V>(bits);
        FpOps<L, V>.Enter(&pair->Px, scratch);
        FpOps<L, V>.Negate(&pair->Px, &pair->Px);
        FpOps<L, V>.Enter(&pair->Py, scratch);
        Fp2Ops<L, V>.Enter(&pair->Qx, scratch);
        Fp2Ops<L, V>.Enter(&pair->Qy, scratch);
        (pair->X, pair->Y) = (pair->Qx, pair->Qy);
        Fp2Ops<L, V>.One(&pair->Z);
    }

    private static void Double(Pair* pair, Fp12V<V>* f, Scratch scratch)
    {
        Fp2V<V>* b = scratch.Take<Fp2V<V>>(), e = scratch.Take<Fp2V<V>>(), e3 = scratch.Take<Fp2V<V>>(), h = scratch.Take<Fp2V<V>>();
        Fp2V<V>* t = scratch.Take<Fp2V<V>>(), xy = scratch.Take<Fp2V<V>>();
        Fp2V<V>* line = scratch.Take<Fp2V<V>>(3);
        Fp2Ops<L, V>.Square(b, &pair->Y, scratch);
        Fp2Ops<L, V>.Square(t, &pair->Z, scratch);
        Fp2Ops<L, V>.TimesThreeB(e, t);
        Fp2Ops<L, V>.Normalize(e, e);
        Fp2Ops<L, V>.Scale(e3, e, 3);
        Fp2Ops<L, V>.Square(t, &pair->X, scratch);
        Fp2Ops<L, V>.Scale(line + 1, t, 3);
        Fp2Ops<L, V>.Multiply(h, &pair->Y, &pair->Z, scratch);
        Fp2Ops<L, V>.Add(h, h, h);
        Fp2Ops<L, V>.Multiply(xy, &pair->X, &pair->Y, scratch);
        Fp2Ops<L, V>.Add(xy, xy, xy);

        Fp2Ops<L, V>.Subtract(t, b, e3);
        Fp2Ops<L, V>.Normalize(t, t);
        Fp2Ops<L, V>.Multiply(&pair->X, xy, t, scratch);
        Fp2Ops<L, V>.Subtract(line, b, e);
        Fp2Ops<L, V>.Normalize(line, line);
        Fp2Ops<L, V>.Multiply(&pair->Z, b, h, scratch);
        Fp2Ops<L, V>.Scale(&pair->Z, &pair->Z, 4);
        Fp2Ops<L, V>.Normalize(&pair->Z, &pair->Z);
        Fp2Ops<L, V>.Add(t, b, e3);
        Fp2Ops<L, V>.Normalize(t, t);
        Fp2Ops<L, V>.Square(t, t, scratch);
        Fp2Ops<L, V>.Square(e, e, scratch);
        Fp2Ops<L, V>.AddScaled(&pair->Y, t, e, -12);
        Fp2Ops<L, V>.Normalize(&pair->Y, &pair->Y);

        Fp2Ops<L, V>.MultiplyReal(line + 1, line + 1, &pair->Px, scratch);
        Fp2Ops<L, V>.MultiplyReal(line + 2, h, &pair->Py, scratch);
        Multiply(pair, f, line, scratch);
    }

    private static void Add(Pair* pair, Fp12V<V>* f, Scratch scratch)
    {
        Fp2V<V>* theta =
            scratch.Take<Fp2V<V>>(), lambda = scratch.Take<Fp2V<V>>(), square = scratch.Take<Fp2V<V>>(), cube = scratch.Take<Fp2V<V>>();
        Fp2V<V>* g = scratch.Take<Fp2V<V>>(), h = scratch.Take<Fp2V<V>>(), t = scratch.Take<Fp2V<V>>();
        Fp2V<V>* line = scratch.Take<Fp2V<V>>(3);
        Fp2Ops<L, V>.Multiply(t, &pair->Qy, &pair->Z, scratch);
        Fp2Ops<L, V>.Subtract(theta, &pair->Y, t);
        Fp2Ops<L, V>.Normalize(theta, theta);
        Fp2Ops<L, V>.Multiply(t, &pair->Qx, &pair->Z, scratch);
        Fp2Ops<L, V>.Subtract(lambda, &pair->X, t);
        Fp2Ops<L, V>.Normalize(lambda, lambda);
        Fp2Ops<L, V>.Square(square, lambda, scratch);
        Fp2Ops<L, V>.Multiply(cube, lambda, square, scratch);
        Fp2Ops<L, V>.Multiply(g, &pair->X, square, scratch);
        Fp2Ops<L, V>.Square(t, theta, scratch);
        Fp2Ops<L, V>.Multiply(t, &pair->Z, t, scratch);
        Fp2Ops<L, V>.Add(h, cube, t);
        Fp2Ops<L, V>.AddScaled(h, h, g, -2);
        Fp2Ops<L, V>.Normalize(h, h);
        Fp2Ops<L, V>.Multiply(&pair->X, lambda, h, scratch);
        Fp2Ops<L, V>.Subtract(g, g, h);
        Fp2Ops<L, V>.Multiply(g, theta, g, scratch);
        Fp2Ops<L, V>.Multiply(t, cube, &pair->Y, scratch);
        Fp2Ops<L, V>.Subtract(&pair->Y, g, t);
        Fp2Ops<L, V>.Normalize(&pair->Y, &pair->Y);
        Fp2Ops<L, V>.Multiply(&pair->Z, &pair->Z, cube, scratch);

        Fp2Ops<L, V>.Multiply(line, theta, &pair->Qx, scratch);
        Fp2Ops<L, V>.Multiply(t, lambda, &pair->Qy, scratch);
        Fp2Ops<L, V>.Subtract(line, line, t);
        Fp2Ops<L, V>.Normalize(line, line);
        Fp2Ops<L, V>.MultiplyReal(line + 1, theta, &pair->Px, scratch);
        Fp2Ops<L, V>.MultiplyReal(line + 2, lambda, &pair->Py, scratch);
        Multiply(pair, f, line, scratch);
    }

    private static void Multiply(Pair* pair, Fp12V<V>* f, Fp2V<V>* line, Scratch scratch)
    {
        if (L.SignBits(pair->Used) != (1u << L.Count) - 1)
        {
            Fp2V<V>* one = scratch.Take<Fp2V<V>>(2);
            Fp2Ops<L, V>.One(one);
            one[1] = default;
            Fp2Ops<L, V>.Select(line, pair->Used, line, one);
            Fp2Ops<L, V>.Select(line + 1, pair->Used, line + 1, one + 1);
            Fp2Ops<L, V>.Select(line + 2, pair->Used, line + 2, one + 1);
        }

        Fp12Ops<L, V>.MultiplyLine(f, line, line + 1, line + 2, scratch);
    }

    /// <summary>A pair in each lane, with the moving point of its loop.</summary>
    private struct Pair
    {
        internal FpV<V> Px;
        internal FpV<V> Py;
        internal Fp2V<V> Qx;
        internal Fp2V<V> Qy;
        internal Fp2V<V> X;
        internal Fp2V<V> Y;
        internal Fp2V<V> Z;
        internal V Used;
    }
}
