using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// The base field of BLS12-381 (p of 381 bits) in Montgomery form with R = 2^392: seven limbs of 56 bits, one a lane, the eighth lane zero.
/// </summary>
/// <remarks>
/// Not the usual 6 x 64: the JIT emits no add-with-carry, so full limbs cost a compare for each addition (228 ns a product when tried).
/// Limbs with spare bits need no carries inside a product, an addition is a few vector instructions, and halves of 28 bits feed the
/// 32 x 32 multiplier of AVX-512 directly. Every value, in memory or in flight, keeps two bounds: each limb below 2^56 + 2^36, the value
/// below 2p.
/// </remarks>
internal readonly partial struct Fp : IField<Fp>, IEquatable<Fp>
{
    /// <summary>Bytes of an encoded element (big-endian).</summary>
    internal const int Size = 48;

    private const int LimbBits = 56;
    private const int LimbCount = 7;
    private const ulong LimbMask = (1UL << LimbBits) - 1;

    private readonly Vector512<ulong> _limbs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Fp(Vector512<ulong> limbs) => _limbs = limbs;

    public static Fp Zero => default;

    /// <summary>R mod p.</summary>
    public static Fp One => new(Vector512.Create(
        0xd800000347fcb8UL,
        0xcde6d2002b119UL,
        0x83a2090c7212e0UL,
        0xda0f73e037669fUL,
        0x1297bb09b09b42UL,
        0x12ca7c515d98fUL,
        0x577a659fcfaUL,
        0UL));

    /// <summary>R^2 mod p, which brings an integer into Montgomery form.</summary>
    private static Fp RSquared => new(Vector512.Create(
        0x6d1c34510370edUL,
        0xec45c53e243d62UL,
        0x93317d3b1d65aUL,
        0x5d74088b4f36a0UL,
        0x865d118c10ea72UL,
        0xfd5cd507320a75UL,
        0xc8d4cc8a759UL,
        0UL));

    /// <summary>The limbs of p.</summary>
    private static ReadOnlySpan<ulong> Modulus =>
    [
        0xfeffffffffaaabUL, 0xfffeb153ffffb9UL, 0xa0f6b0f6241eabUL, 0xf38512bf6730d2UL, 0x4bacd764774b84UL, 0xe69a4b1ba7b643UL,
        0x1a0111ea397fUL,
    ];

    /// <summary>2p written with limbs above any limb of a value, so that a lane of 2p - b never borrows.</summary>
    private static Vector512<ulong> TwiceModulusPadded
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            Vector256.Create(0x2fdffffffff5556UL, 0x2fffd62a7ffff71UL, 0x241ed61ec483d55UL, 0x2e70a257ece61a3UL),
            Vector256.Create(0x29759aec8ee9707UL, 0x2cd3496374f6c84UL, 0x340223d472fdUL, 0UL));
    }

    /// <summary>-p with the same padding: lanes 0 to 5 are positive, lane 6 is negative modulo 2^64.</summary>
    private static Vector512<ulong> MinusModulusPadded
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            Vector256.Create(0x101000000005555UL, 0x100014eac000045UL, 0x15f094f09dbe153UL, 0x10c7aed4098cf2cUL),
            Vector256.Create(0x1b453289b88b47aUL, 0x11965b4e45849bbUL, 0xffffe5feee15c67fUL, 0UL));
    }

    internal Vector512<ulong> Limbs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _limbs;
    }

    /// <summary>
    /// Whether the element is zero. A value below 2p that is zero modulo p is 0 or p, and its top limb tells all but a few others apart.
    /// </summary>
    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ulong top = _limbs.GetElement(6);
            return (top == 0 || top == Modulus[6] || top == Modulus[6] - 1) && IsZeroExactly();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator +(in Fp a, in Fp b) => new(Reduce(a._limbs + b._limbs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator -(in Fp a, in Fp b) => new(Reduce(a._limbs + TwiceModulusPadded - b._limbs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator -(in Fp a) => new(Reduce(TwiceModulusPadded - a._limbs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator *(in Fp a, in Fp b)
    {
        if (HasVectorKernel)
        {
            Multiply512(in a, in b, out Fp product);
            return product;
        }

        return MultiplyScalar(in a, in b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyPair(in Fp a, in Fp b, in Fp c, in Fp d, out Fp ab, out Fp cd)
    {
        if (HasVectorKernel)
        {
            MultiplyPair512(in a, in b, in c, in d, out ab, out cd);
            return;
        }

        Fp first = MultiplyScalar(in a, in b);
        cd = MultiplyScalar(in c, in d);
        ab = first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fp Double() => this + this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fp Square() => this * this;

    /// <summary>2p - value, unreduced: only as an operand of a product kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector512<ulong> NegatedLazily() => TwiceModulusPadded - _limbs;

    /// <summary>A small integer in the field.</summary>
    internal static Fp FromUInt64(ulong value) =>
        new Fp(Vector512.Create(value & LimbMask, value >> LimbBits, 0UL, 0UL, 0UL, 0UL, 0UL, 0UL)) * RSquared;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp Select(ulong mask, in Fp a, in Fp b) => new(Vector512.ConditionalSelect(Vector512.Create(mask), a._limbs, b._limbs));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsZeroExactly()
    {
        Span<ulong> limbs = stackalloc ulong[LimbCount];
        ToInteger(limbs);
        return limbs.IndexOfAnyExcept(0UL) < 0;
    }

    public bool Equals(in Fp other) => (this - other).IsZero;

    bool IEquatable<Fp>.Equals(Fp other) => Equals(in other);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Fp other && Equals(in other);

    public override int GetHashCode()
    {
        Span<ulong> limbs = stackalloc ulong[LimbCount];
        ToInteger(limbs);
        return HashCode.Combine(limbs[0], limbs[1], limbs[2]);
    }

    public static bool operator ==(in Fp a, in Fp b) => a.Equals(in b);

    public static bool operator !=(in Fp a, in Fp b) => !a.Equals(in b);

    /// <summary>
    /// Brings lanes whose value lies below 4p back under the bounds: takes p off as often as the value holds 2^381, then moves the carries
    /// up. With x = q 2^381 + f below 4p the rest is q (2^381 - p) + f, at most 1.7p.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Reduce(Vector512<ulong> lanes)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<ulong> quotient = Vector512.Shuffle(lanes, Vector512.Create(6UL)) >> 45;
            return Carry(lanes + (quotient * MinusModulusPadded));
        }

        return Avx2.IsSupported ? Reduce256(lanes) : ReduceScalar(lanes);
    }

    /// <summary>One step of carries, all lanes at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Carry(Vector512<ulong> lanes)
    {
        if (Avx512F.IsSupported)
            return (lanes & Vector512.Create(LimbMask)) + ShiftLanesUp(lanes >> LimbBits);
        return Avx2.IsSupported ? Carry256(lanes.GetLower(), lanes.GetUpper()) : CarryScalar(lanes);
    }

    /// <summary>Each lane to the next higher one, zero into the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> ShiftLanesUp(Vector512<ulong> lanes) => Avx512F.AlignRight64(lanes, Vector512<ulong>.Zero, 7);
}
