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
        F.MultiplyPair(t, t + 2, &a->Y, &a->Y, &a->Z, &a->Z, scratch);
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
    /// The multiple by a public word that is not zero, the same in all lanes, by double and add from the highest bit: best where few bits
    /// are set.
    /// </summary>
    internal static void MultiplySparse(PointV<T>* r, PointV<T>* a, ulong scalar, Scratch scratch)
    {
        PointV<T>* result = scratch.Take<PointV<T>>();
        *result = *a;
        for (int bit = 62 - BitOperations.LeadingZeroCount(scalar); bit >= 0; bit--)
        {
            Double(result, result, scratch);
            if (((scalar >> bit) & 1) != 0)
                Add(result, result, a, scratch);
        }

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
