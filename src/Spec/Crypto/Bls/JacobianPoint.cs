using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>A point of y^2 = x^3 + b as (X / Z^2, Y / Z^3); infinity where Z = 0. No formula needs b.</summary>
[SkipLocalsInit]
internal readonly struct JacobianPoint<T>
    where T : struct, IField<T>
{
    internal readonly T X;
    internal readonly T Y;
    internal readonly T Z;

    internal JacobianPoint(in T x, in T y, in T z) => (X, Y, Z) = (x, y, z);

    internal JacobianPoint(in AffinePoint<T> point)
        : this(in point.X, in point.Y, point.IsInfinity ? T.Zero : T.One)
    {
    }

    internal static JacobianPoint<T> Infinity => new(T.One, T.One, T.Zero);

    internal bool IsInfinity => Z.IsZero;

    public static JacobianPoint<T> operator -(in JacobianPoint<T> a) => new(in a.X, -a.Y, in a.Z);

    /// <summary>The sum, for any two points.</summary>
    public static JacobianPoint<T> operator +(in JacobianPoint<T> a, in JacobianPoint<T> b)
    {
        T.MultiplyPair(in a.Z, in a.Z, in b.Z, in b.Z, out T za, out T zb);
        T.MultiplyPair(in a.X, in zb, in b.X, in za, out T ua, out T ub);
        T.MultiplyPair(in a.Z, in za, in b.Z, in zb, out T zaaa, out T zbbb);
        T.MultiplyPair(in a.Y, in zbbb, in b.Y, in zaaa, out T sa, out T sb);
        T h = ub - ua, r = sb - sa;
        T.MultiplyPair(in a.Z, in b.Z, in h, in h, out T zz, out T hh);
        T.MultiplyPair(in zz, in h, in hh, in h, out T z, out T hhh);

        // z = Za Zb h vanishes for an infinite operand and for equal or opposite points: one test finds every exception.
        return z.IsZero ? AddException(in a, in b, r.IsZero) : Finish(in ua, in sa, in hh, in hhh, in r, in z);
    }

    /// <summary>The sum with a point in affine form, for any two points.</summary>
    public static JacobianPoint<T> operator +(in JacobianPoint<T> a, in AffinePoint<T> b)
    {
        if (b.IsInfinity)
            return a;
        T.MultiplyPair(in a.Z, in a.Z, in a.Z, in b.Y, out T za, out T ya);
        T.MultiplyPair(in b.X, in za, in ya, in za, out T ub, out T sb);
        T h = ub - a.X, r = sb - a.Y;
        T.MultiplyPair(in a.Z, in h, in h, in h, out T z, out T hh);
        return z.IsZero ? AddException(in a, new JacobianPoint<T>(in b), r.IsZero) : Finish(in a.X, in a.Y, in hh, hh * h, in r, in z);
    }

    internal JacobianPoint<T> Double()
    {
        T.MultiplyPair(in X, in X, in Y, in Y, out T xx, out T yy);
        T.MultiplyPair(in X, in yy, in yy, in yy, out T xyy, out T yyyy);
        T s = xyy.Double().Double();
        T m = xx.Double() + xx;
        T.MultiplyPair(in m, in m, in Y, in Z, out T mm, out T yz);
        T x = mm - s.Double();
        return new JacobianPoint<T>(in x, (m * (s - x)) - yyyy.Double().Double().Double(), yz.Double());
    }

    /// <summary>The multiple by a public scalar, big-endian; double and add.</summary>
    internal JacobianPoint<T> MultiplyVarTime(ReadOnlySpan<byte> scalar)
    {
        Span<JacobianPoint<T>> multiples = new JacobianPoint<T>[16];
        multiples[0] = Infinity;
        multiples[1] = this;
        for (int i = 2; i < multiples.Length; i++)
            multiples[i] = (i & 1) == 0 ? multiples[i / 2].Double() : multiples[i - 1] + this;

        JacobianPoint<T> result = Infinity;
        bool started = false;
        foreach (byte digits in scalar)
        {
            for (int shift = 4; shift >= 0; shift -= 4)
            {
                int digit = (digits >> shift) & 15;
                if (started)
                    result = result.Double().Double().Double().Double();
                if (digit == 0)
                    continue;
                result = started ? result + multiples[digit] : multiples[digit];
                started = true;
            }
        }

        return result;
    }

    /// <summary>The multiple by a public word.</summary>
    internal JacobianPoint<T> Multiply(ulong scalar)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, scalar);
        return MultiplyVarTime(bytes);
    }

    /// <summary>
    /// The multiple by a secret scalar that is not zero, of a point of order r: the same operations and the same memory accesses for every
    /// scalar. The scalar, made odd by adding r, is written in 65 digits of 16 that are all odd, so that no step meets infinity and no
    /// table entry is skipped.
    /// </summary>
    internal JacobianPoint<T> MultiplyConstantTime(in Fr scalar)
    {
        Span<ulong> words = stackalloc ulong[4];
        scalar.WriteOddWords(words);
        Span<JacobianPoint<T>> odd = new JacobianPoint<T>[8];
        JacobianPoint<T> twice = Double();
        odd[0] = this;
        for (int i = 1; i < odd.Length; i++)
            odd[i] = odd[i - 1] + twice;

        // The highest digit is always one.
        JacobianPoint<T> result = this;
        for (int i = 63; i >= 0; i--)
        {
            ulong bits = words[i / 16] >> (4 * (i % 16));
            if (i % 16 == 15 && i < 63)
                bits |= words[(i / 16) + 1] << 4;
            int digit = (int)((bits & 31) | 1) - 16;
            int sign = digit >> 31;
            int index = ((digit ^ sign) - sign) / 2;

            JacobianPoint<T> term = odd[0];
            for (int j = 1; j < odd.Length; j++)
                term = Select(unchecked((ulong)(((long)(j ^ index) - 1) >> 63)), in odd[j], in term);
            term = Select(unchecked((ulong)sign), -term, in term);
            result = result.Double().Double().Double().Double() + term;
        }

        words.Clear();
        return result;
    }

    /// <summary>The multiple by a public word, by double and add from the highest bit: best where few bits are set.</summary>
    internal JacobianPoint<T> MultiplySparse(ulong scalar)
    {
        JacobianPoint<T> result = Infinity;
        for (int bit = 63 - System.Numerics.BitOperations.LeadingZeroCount(scalar); bit >= 0; bit--)
        {
            result = result.Double();
            if (((scalar >> bit) & 1) != 0)
                result += this;
        }

        return result;
    }

    internal AffinePoint<T> ToAffine()
    {
        if (IsInfinity)
            return AffinePoint<T>.Infinity;
        return ToAffine(Z.Inverse());
    }

    /// <summary>All points in affine form with a single inversion.</summary>
    internal static AffinePoint<T>[] ToAffine(ReadOnlySpan<JacobianPoint<T>> points)
    {
        var result = new AffinePoint<T>[points.Length];
        var before = new T[points.Length];
        T product = T.One;
        for (int i = 0; i < points.Length; i++)
        {
            before[i] = product;
            if (!points[i].IsInfinity)
                product *= points[i].Z;
        }

        T inverse = product.Inverse();
        for (int i = points.Length - 1; i >= 0; i--)
        {
            if (points[i].IsInfinity)
                continue;
            result[i] = points[i].ToAffine(inverse * before[i]);
            inverse *= points[i].Z;
        }

        return result;
    }

    internal AffinePoint<T> ToAffine(in T inverseOfZ)
    {
        T square = inverseOfZ.Square();
        return new AffinePoint<T>(X * square, Y * (square * inverseOfZ));
    }

    /// <summary>Whether both are the same point of the curve.</summary>
    internal bool Equals(in JacobianPoint<T> other)
    {
        if (IsInfinity || other.IsInfinity)
            return IsInfinity && other.IsInfinity;
        T za = Z.Square(), zb = other.Z.Square();
        return (X * zb).Equals(other.X * za) && (Y * (other.Z * zb)).Equals(other.Y * (Z * za));
    }

    internal bool Equals(in AffinePoint<T> other) => Equals(new JacobianPoint<T>(in other));

    internal static JacobianPoint<T> Select(ulong mask, in JacobianPoint<T> a, in JacobianPoint<T> b) =>
        new(T.Select(mask, in a.X, in b.X), T.Select(mask, in a.Y, in b.Y), T.Select(mask, in a.Z, in b.Z));

    private static JacobianPoint<T> AddException(in JacobianPoint<T> a, in JacobianPoint<T> b, bool equal)
    {
        if (a.IsInfinity)
            return b;
        if (b.IsInfinity)
            return a;
        return equal ? a.Double() : Infinity;
    }

    private static JacobianPoint<T> Finish(in T u, in T s, in T hh, in T hhh, in T r, in T z)
    {
        T.MultiplyPair(in u, in hh, in r, in r, out T v, out T rr);
        T x = rr - hhh - v.Double();
        T.MultiplyPair(in r, v - x, in s, in hhh, out T first, out T second);
        return new JacobianPoint<T>(in x, first - second, in z);
    }
}
