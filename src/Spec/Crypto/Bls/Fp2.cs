using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The quadratic extension Fp[u] / (u^2 + 1): C0 + C1 u.</summary>
internal readonly struct Fp2 : IField<Fp2>, IEquatable<Fp2>
{
    internal readonly Fp C0;
    internal readonly Fp C1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Fp2(in Fp c0, in Fp c1) => (C0, C1) = (c0, c1);

    private static readonly Fp Half = Fp.FromUInt64(2).Inverse();

    public static Fp2 Zero => default;

    public static Fp2 One => new(Fp.One, Fp.Zero);

    public bool IsZero => C0.IsZero && C1.IsZero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp2 operator +(in Fp2 a, in Fp2 b) => new(a.C0 + b.C0, a.C1 + b.C1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp2 operator -(in Fp2 a, in Fp2 b) => new(a.C0 - b.C0, a.C1 - b.C1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp2 operator -(in Fp2 a) => new(-a.C0, -a.C1);

    public static Fp2 operator *(in Fp2 a, in Fp2 b)
    {
        if (Fp.HasVectorKernel)
        {
            Fp.MultiplyComplex512(in a, in b, out Fp real, out Fp imaginary);
            return new Fp2(in real, in imaginary);
        }

        if (FourProducts.IsSupported)
        {
            FourProducts.MultiplyComplex(in a, in b, in a, in b, out Fp2 product, out _);
            return product;
        }

        Fp p0 = a.C0 * b.C0, p1 = a.C1 * b.C1;
        return new Fp2(p0 - p1, ((a.C0 + a.C1) * (b.C0 + b.C1)) - (p0 + p1));
    }

    public static Fp2 operator *(in Fp2 a, in Fp b)
    {
        if (FourProducts.IsSupported)
        {
            var factor = new Fp2(in b, in b);
            FourProducts.MultiplyEach(in a, in factor, in a, in factor, out Fp2 product, out _);
            return product;
        }

        Fp.MultiplyPair(in a.C0, in b, in a.C1, in b, out Fp real, out Fp imaginary);
        return new Fp2(in real, in imaginary);
    }

    /// <summary>With AVX-512, one product already fills the multipliers.</summary>
    public static void MultiplyPair(in Fp2 a, in Fp2 b, in Fp2 c, in Fp2 d, out Fp2 ab, out Fp2 cd)
    {
        if (FourProducts.IsSupported)
        {
            FourProducts.MultiplyComplex(in a, in b, in c, in d, out ab, out cd);
            return;
        }

        Fp2 first = a * b;
        cd = c * d;
        ab = first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fp2 Double() => new(C0.Double(), C1.Double());

    public Fp2 Square()
    {
        if (FourProducts.IsSupported)
        {
            SquarePair(in this, in this, out Fp2 square, out _);
            return square;
        }

        Fp sum = C0 + C1, difference = C0 - C1, twice = C0.Double();
        Fp.MultiplyPair(in sum, in difference, in twice, in C1, out Fp real, out Fp imaginary);
        return new Fp2(in real, in imaginary);
    }

    /// <summary>Two squares that do not depend on each other, side by side where that is faster.</summary>
    internal static void SquarePair(in Fp2 a, in Fp2 b, out Fp2 aa, out Fp2 bb)
    {
        if (FourProducts.IsSupported)
        {
            // (a0 + a1)(a0 - a1) and 2 a0 a1.
            Fp2 leftA = new(a.C0 + a.C1, a.C0.Double()), rightA = new(a.C0 - a.C1, in a.C1);
            Fp2 leftB = new(b.C0 + b.C1, b.C0.Double()), rightB = new(b.C0 - b.C1, in b.C1);
            FourProducts.MultiplyEach(in leftA, in rightA, in leftB, in rightB, out aa, out bb);
            return;
        }

        Fp2 first = a.Square();
        bb = b.Square();
        aa = first;
    }

    /// <summary>Elements of Fp2 times elements of Fp, side by side where that is faster.</summary>
    internal static void ScalePair(in Fp2 a, in Fp b, in Fp2 c, in Fp d, out Fp2 ab, out Fp2 cd)
    {
        if (FourProducts.IsSupported)
        {
            Fp2 factorA = new(in b, in b), factorC = new(in d, in d);
            FourProducts.MultiplyEach(in a, in factorA, in c, in factorC, out ab, out cd);
            return;
        }

        Fp2 first = a * b;
        cd = c * d;
        ab = first;
    }

    /// <summary>C0 - C1 u, which is the p-th power.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Fp2 Conjugate() => new(C0, -C1);

    /// <summary>Times 1 + u, the non-residue on which Fp6 is built.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Fp2 TimesNonResidue() => new(C0 - C1, C0 + C1);

    public Fp2 Inverse() => Over(Norm().Inverse());

    /// <summary>The inverse with the same steps for every input, for values that depend on a secret.</summary>
    internal Fp2 InverseConstantTime() => Over(Norm().InverseConstantTime());

    /// <summary>A square root, if there is one; which of the two is not specified.</summary>
    internal bool TrySqrt(out Fp2 root)
    {
        // With s = sqrt(norm) and t = (C0 + s) / 2: either t is a square, x = sqrt(t) and the root is x + C1/(2x) u, or -t is one,
        // and with x = sqrt(-t) it is C1/(2x) + x u. r = t^((p-3)/4) gives x = r t and 1/x = +-r in both cases.
        Fp norm = Norm();
        Fp t = (C0 + (norm.PowRoot() * norm)) * Half;
        if (t.IsZero)
            t = C0;
        Fp r = t.PowRoot();
        Fp x = r * t;
        Fp other = C1 * r * Half;
        root = (x * x) == t ? new Fp2(x, other) : new Fp2(-other, x);
        return root.Square() == this;
    }

    /// <summary>Whether the element is the larger of itself and its negative, the coefficient of u deciding first.</summary>
    internal bool IsLarger() => C1.IsZero ? C0.IsLarger() : C1.IsLarger();

    /// <summary><c>sgn0</c> of RFC 9380, section 4.1.</summary>
    internal bool IsOdd() => C0.IsOdd() || (C0.IsZero && C1.IsOdd());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp2 Select(ulong mask, in Fp2 a, in Fp2 b) => new(Fp.Select(mask, in a.C0, in b.C0), Fp.Select(mask, in a.C1, in b.C1));

    public bool Equals(in Fp2 other) => C0.Equals(in other.C0) && C1.Equals(in other.C1);

    bool IEquatable<Fp2>.Equals(Fp2 other) => Equals(in other);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Fp2 other && Equals(in other);

    public override int GetHashCode() => HashCode.Combine(C0, C1);

    public static bool operator ==(in Fp2 a, in Fp2 b) => a.Equals(in b);

    public static bool operator !=(in Fp2 a, in Fp2 b) => !a.Equals(in b);

    private Fp Norm() => C0.Square() + C1.Square();

    private Fp2 Over(in Fp normInverse) => new(C0 * normInverse, -(C1 * normInverse));
}
