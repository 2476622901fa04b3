using System.Numerics;

namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// The group of a curve y^2 = x^3 + b by complete formulas, which hold for every pair of points, infinity and equal ones included, since
/// neither curve has a point of order two (J. Renes, C. Costello and L. Batina, "Complete addition formulas for prime order elliptic
/// curves", algorithms 7 to 9). So no lane takes a branch. Coordinates are tight throughout.
/// </summary>
internal static unsafe class CurveOps<F, T, S, V>
    where F : struct, ILaneField<T, S, V>
    where T : unmanaged
    where S : struct, IField<S>
    where V : unmanaged
{
    /// <summary>Doublings in a row from which the way into Jacobian coordinates and back pays.</summary>
    private const int JacobianMinimum = 8;

    /// <summary>x^3 + b.</summary>
    internal static void Equation(T* r, T* x, Scratch scratch)
    {
        T* t = scratch.Take<T>();
        F.Square(t, x, scratch);
        F.Multiply(r, t, x, scratch);
        F.CurveConstant(t);
        F.Add(r, r, t);
        F.Normalize(r, r);
    }

    internal static void Infinity(PointV<T>* r)
    {
        *r = default;
        F.One(&r->Y);
    }

    internal static void Negate(PointV<T>* r, PointV<T>* a)
    {
        (r->X, r->Z) = (a->X, a->Z);
        F.Negate(&r->Y, &a->Y);
    }

    internal static void Add(PointV<T>* r, PointV<T>* a, PointV<T>* b, Scratch scratch)
    {
        T* t = scratch.Take<T>(5);
        T* sums = scratch.Take<T>(6);
        F.Add(sums, &a->X, &a->Y);
        F.Add(sums + 1, &b->X, &b->Y);
        F.Add(sums + 2, &a->Y, &a->Z);
        F.Add(sums + 3, &b->Y, &b->Z);
        F.Add(sums + 4, &a->X, &a->Z);
        F.Add(sums + 5, &b->X, &b->Z);
        F.MultiplyPair(t, t + 1, &a->X, &b->X, &a->Y, &b->Y, scratch);
        F.MultiplyPair(t + 2, t + 3, &a->Z, &b->Z, sums, sums + 1, scratch);
        F.MultiplyPair(t + 4, sums, sums + 2, sums + 3, sums + 4, sums + 5, scratch);
        SubtractBoth(t + 3, t + 3, t, t + 1);
        SubtractBoth(t + 4, t + 4, t + 1, t + 2);
        SubtractBoth(sums, sums, t, t + 2);
        F.Normalize(t + 4, t + 4);
        F.Normalize(sums, sums);
        Finish(r, t, sums, scratch);
    }

    /// <summary>The sum with a point (x, y), which is not infinity.</summary>
    internal static void AddMixed(PointV<T>* r, PointV<T>* a, T* x, T* y, Scratch scratch)
    {
        T* t = scratch.Take<T>(5);
        T* sums = scratch.Take<T>(2);
        F.Add(sums, &a->X, &a->Y);
        F.Add(sums + 1, x, y);
        F.MultiplyPair(t, t + 1, &a->X, x, &a->Y, y, scratch);
        F.Multiply(t + 3, sums, sums + 1, scratch);
        F.MultiplyPair(t + 4, sums, y, &a->Z, x, &a->Z, scratch);
        SubtractBoth(t + 3, t + 3, t, t + 1);
        F.Add(t + 4, t + 4, &a->Y);
        F.Normalize(t + 4, t + 4);
        F.Add(sums, sums, &a->X);
        F.Normalize(sums, sums);
        t[2] = a->Z;
        Finish(r, t, sums, scratch);
    }

    internal static void Double(PointV<T>* r, PointV<T>* a, Scratch scratch)
    {
        T* t = scratch.Take<T>(4);
        T* z = scratch.Take<T>();
        T* y = scratch.Take<T>();
        F.SquarePair(t, t + 2, &a->Y, &a->Z, scratch);
        F.MultiplyPair(t + 1, t + 3, &a->Y, &a->Z, &a->X, &a->Y, scratch);
        F.Scale(z, t, 8);
        F.Normalize(z, z);
        F.TimesThreeB(t + 2, t + 2);
        F.Normalize(t + 2, t + 2);
        F.Add(y, t, t + 2);
        F.AddScaled(t, t, t + 2, -3);
        F.Normalize(t, t);
        F.MultiplyPair(&r->Z, t + 2, t + 1, z, t + 2, z, scratch);
        F.MultiplyPair(y, t, t, y, t, t + 3, scratch);
        F.Add(&r->Y, t + 2, y);
        F.Normalize(&r->Y, &r->Y);
        F.Add(&r->X, t, t);
        F.Normalize(&r->X, &r->X);
    }

    /// <summary>
    /// a doubled so many times. Many doublings take Jacobian coordinates, (X / Z^2, Y / Z^3), where each costs seven products, four of them
    /// squares, and not eight.
    /// </summary>
    internal static void DoubleTimes(PointV<T>* r, PointV<T>* a, int times, Scratch scratch)
    {
        if (times < JacobianMinimum)
        {
            *r = *a;
            for (int i = 0; i < times; i++)
                Double(r, r, scratch);
            return;
        }

        PointV<T>* p = scratch.Take<PointV<T>>();
        T* square = scratch.Take<T>(), one = scratch.Take<T>();
        ToJacobian(p, a, scratch);
        for (int i = 0; i < times; i++)
            DoubleJacobian(p, scratch);

        // (X / Z^2, Y / Z^3) is (X Z / Z^3, Y / Z^3). Infinity has lost its Y on the way.
        F.MultiplyPair(&r->X, square, &p->X, &p->Z, &p->Z, &p->Z, scratch);
        F.Multiply(&r->Z, square, &p->Z, scratch);
        F.One(one);
        F.Select(&r->Y, F.IsZero(&r->Z, scratch), one, &p->Y);
    }

    /// <summary>(X / Z, Y / Z) is (X Z / Z^2, Y Z^2 / Z^3); all three are zero for infinity.</summary>
    internal static void ToJacobian(PointV<T>* r, PointV<T>* a, Scratch scratch)
    {
        T* square = scratch.Take<T>();
        F.MultiplyPair(&r->X, square, &a->X, &a->Z, &a->Z, &a->Z, scratch);
        F.Multiply(&r->Y, square, &a->Y, scratch);
        r->Z = a->Z;
    }

    /// <summary>
    /// The multiple by a public word that is not zero, the same in all lanes, by double and add from the highest bit: best where few bits
    /// are set.
    /// </summary>
    internal static void MultiplySparse(PointV<T>* r, PointV<T>* a, ulong scalar, Scratch scratch)
    {
        PointV<T>* result = scratch.Take<PointV<T>>();
        *result = *a;
        int doublings = 0;
        for (int bit = 62 - BitOperations.LeadingZeroCount(scalar); bit >= 0; bit--)
        {
            doublings++;
            if (((scalar >> bit) & 1) == 0)
                continue;
            DoubleTimes(result, result, doublings, scratch);
            Add(result, result, a, scratch);
            doublings = 0;
        }

        DoubleTimes(result, result, doublings, scratch);
        *r = *result;
    }

    /// <summary>The lanes that hold the same point.</summary>
    internal static uint AreEqual(PointV<T>* a, PointV<T>* b, Scratch scratch)
    {
        T* t = scratch.Take<T>(2);
        F.MultiplyPair(t, t + 1, &a->X, &b->Z, &b->X, &a->Z, scratch);
        uint equal = F.Bits(F.AreEqual(t, t + 1, scratch));
        F.MultiplyPair(t, t + 1, &a->Y, &b->Z, &b->Y, &a->Z, scratch);
        return equal & F.Bits(F.AreEqual(t, t + 1, scratch));
    }

    internal static void Select(PointV<T>* r, V mask, PointV<T>* a, PointV<T>* b)
    {
        F.Select(&r->X, mask, &a->X, &b->X);
        F.Select(&r->Y, mask, &a->Y, &b->Y);
        F.Select(&r->Z, mask, &a->Z, &b->Z);
    }

    /// <summary>r[i] = 1 / a[i] for some elements that are not zero, by a single inversion.</summary>
    internal static void InvertAll(T* r, T* a, int count, Scratch scratch)
    {
        T* product = scratch.Take<T>(count);
        product[0] = a[0];
        for (int i = 1; i < count; i++)
            F.Multiply(product + i, product + (i - 1), a + i, scratch);
        T* inverse = scratch.Take<T>();
        F.Inverse(inverse, product + (count - 1), scratch);
        for (int i = count - 1; i > 0; i--)
            F.MultiplyPair(r + i, inverse, inverse, product + (i - 1), inverse, a + i, scratch);
        r[0] = *inverse;
    }

    /// <summary>As <see cref="JacobianPoint{T}.Double"/>.</summary>
    private static void DoubleJacobian(PointV<T>* p, Scratch scratch)
    {
        T* squares = scratch.Take<T>(2), s = scratch.Take<T>(), twice = scratch.Take<T>();
        F.SquarePair(squares, squares + 1, &p->X, &p->Y, scratch);
        F.Add(twice, &p->Y, &p->Y);
        F.MultiplyPair(s, &p->Z, &p->X, squares + 1, twice, &p->Z, scratch);
        F.Scale(s, s, 4);
        F.Normalize(s, s);
        F.Scale(squares, squares, 3);
        F.Normalize(squares, squares);
        F.SquarePair(&p->X, &p->Y, squares, squares + 1, scratch);
        F.AddScaled(&p->X, &p->X, s, -2);
        F.Normalize(&p->X, &p->X);
        F.Subtract(s, s, &p->X);
        F.Multiply(s, s, squares, scratch);
        F.AddScaled(&p->Y, s, &p->Y, -8);
        F.Normalize(&p->Y, &p->Y);
    }

    private static void SubtractBoth(T* r, T* a, T* b, T* c)
    {
        F.Subtract(r, a, b);
        F.Subtract(r, r, c);
    }

    /// <summary>
    /// From t = (X1 X2, Y1 Y2, Z1 Z2, X1 Y2 + X2 Y1, Y1 Z2 + Y2 Z1) and cross = X1 Z2 + X2 Z1.
    /// </summary>
    private static void Finish(PointV<T>* r, T* t, T* cross, Scratch scratch)
    {
        T* sum = scratch.Take<T>();
        T* parts = scratch.Take<T>(2);
        F.Normalize(t + 3, t + 3);
        F.TimesThreeB(t + 2, t + 2);
        F.Normalize(t + 2, t + 2);
        F.TimesThreeB(cross, cross);
        F.Normalize(cross, cross);
        F.Scale(t, t, 3);
        F.Add(sum, t + 1, t + 2);
        F.Subtract(t + 1, t + 1, t + 2);
        F.MultiplyPair(&r->X, parts, t + 3, t + 1, t + 4, cross, scratch);
        F.Subtract(&r->X, &r->X, parts);
        F.Normalize(&r->X, &r->X);
        F.MultiplyPair(&r->Y, parts, t + 1, sum, cross, t, scratch);
        F.Add(&r->Y, &r->Y, parts);
        F.Normalize(&r->Y, &r->Y);
        F.MultiplyPair(&r->Z, parts, sum, t + 4, t, t + 3, scratch);
        F.Add(&r->Z, &r->Z, parts);
        F.Normalize(&r->Z, &r->Z);
    }
}
